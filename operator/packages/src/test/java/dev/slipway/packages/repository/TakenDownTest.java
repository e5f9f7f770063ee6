package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.store.Names;
import dev.slipway.packages.store.volume.VolumeManifests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that are taken down while others change the same package. */
final class TakenDownTest {

  private static final PackageName TOOL = new PackageName(Format.generic, "org", "tool");
  private static final PackageKey KEY = new PackageKey("libs", TOOL);
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private VolumeManifests manifests;
  private final RepositoryView libs = new RepositoryView("libs", List.of(), null, false);

  @BeforeEach
  void start() throws IOException {
    manifests = new VolumeManifests(folder);
  }

  @AfterEach
  void stop() throws IOException {
    manifests.close();
  }

  private static Packages packages(Manifests seen) {
    return new Packages(
        new Catalog(), seen, null, null, Map.of(), new Policies(), () -> NOW, (_, _) -> null);
  }

  private void publish(String version) throws IOException {
    Digests digests = Hashing.of(version.getBytes(StandardCharsets.UTF_8));
    var origin = new Origin(Origin.Type.INTERNAL, "libs");
    var arrival =
        new Arrival(Format.generic, version, "a", digests, null, true, false, origin, null);
    manifests.change(
        KEY, old -> ((Outcome.Changed) Publishing.publish(old, arrival, NOW)).manifest());
  }

  /** Others change the package after it was read and before it is changed. */
  private record Busy(VolumeManifests manifests, Manifest seen) implements Manifests {
    @Override
    public Manifest get(PackageKey key) throws IOException {
      return key.equals(KEY) ? seen : manifests.get(key);
    }

    @Override
    public Manifest change(PackageKey key, Change change) throws IOException {
      return manifests.change(key, change);
    }

    @Override
    public <T> T alone(PackageName name, Step<T> step) throws IOException {
      return manifests.alone(name, step);
    }

    @Override
    public Names names() {
      return manifests.names();
    }
  }

  private VersionStatus status(String version) throws IOException {
    return manifests.get(KEY).version(version).orElseThrow().status();
  }

  @Test
  void aVersionThatGoesMeanwhileSavesNoOther() throws IOException {
    publish("1");
    publish("2");
    var seen = manifests.get(KEY);
    var gone = new StatusChange(Map.of("1", Optional.empty()), Optional.empty());
    manifests.change(KEY, old -> gone.delete(old).manifest());
    var had = packages(new Busy(manifests, seen)).takeDown(TOOL, Set.of("1", "2"), "bad", "ann");
    assertThat(status("2")).isEqualTo(VersionStatus.Disposed);
    assertThat(had).containsExactly("libs");
  }

  @Test
  void aVersionThatComesMeanwhileGoesToo() throws IOException {
    publish("1");
    var seen = manifests.get(KEY);
    publish("2");
    packages(new Busy(manifests, seen)).takeDown(TOOL, Set.of("2"), "bad", "ann");
    assertThat(status("2")).isEqualTo(VersionStatus.Disposed);
    assertThat(status("1")).isEqualTo(VersionStatus.Published);
  }

  /** Another replica may not have heard of it yet when it publishes. */
  @Test
  void aVersionThatComesAMomentLaterIsShownAsGone() throws IOException {
    publish("1");
    var packages = packages(manifests);
    packages.takeDown(TOOL, Set.of("2"), "bad", "ann");
    publish("2");
    assertThat(packages.describe(libs, TOOL).version("2").orElseThrow().status())
        .isEqualTo(VersionStatus.Disposed);
    assertThat(packages.describe(libs, TOOL).version("2").orElseThrow().assets()).isEmpty();
  }
}
