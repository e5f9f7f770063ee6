package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Description;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.nuget.SearchIndex.Hit;
import dev.slipway.packages.quarantine.Quarantine;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.Policies;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.volume.VolumeBlobs;
import dev.slipway.packages.store.volume.VolumeManifests;
import dev.slipway.packages.upstream.Outbound;
import dev.slipway.packages.upstream.Upstreams;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SearchIndexTest {

  private static final RepositoryView LIBS = new RepositoryView("libs", List.of(), null, false);
  private static final PackageName DEMO = NuGetId.parse("Demo").orElseThrow();

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();
  private VolumeManifests manifests;
  private Packages packages;
  private SearchIndex index;

  @BeforeEach
  void open() throws IOException {
    manifests = new VolumeManifests(folder);
    var blobs = new VolumeBlobs(folder);
    var catalog = new Catalog();
    var registry = new CollectorRegistry();
    packages =
        new Packages(
            catalog,
            manifests,
            blobs,
            new Upstreams(blobs, new Outbound(clock, registry), new Quarantine(folder, registry)),
            Map.of(),
            new Policies(),
            clock,
            (_, _) -> Optional.empty());
    index = new SearchIndex(packages, new NuGetView(catalog, null, blobs), clock);
  }

  @AfterEach
  void close() throws IOException {
    manifests.close();
  }

  private void publish(String version) throws IOException, InterruptedException {
    var number = NuGetVersion.parse(version).orElseThrow();
    packages.publish(
        LIBS,
        DEMO,
        new Arrival(
            Format.nuget,
            number.normal(),
            NuGetId.file(DEMO, number.normal(), NuGetId.PACKAGE),
            Hashing.of(new byte[0]),
            Description.of(PackageDetails.unknown("Demo", version).text()),
            true,
            false,
            new Origin(Origin.Type.INTERNAL, "libs"),
            null));
  }

  private void archive(String version) throws IOException {
    var change = new StatusChange(Map.of(version, Optional.empty()), Optional.empty());
    packages.change(LIBS, DEMO, old -> change.update(old, VersionStatus.Archived).manifest());
  }

  private List<Hit> find(boolean preRelease, boolean semVer2) throws IOException {
    return index.find(List.of(LIBS), new SearchQuery("demo", 0, 20, preRelease, semVer2, ""));
  }

  @Test
  void readersFindWhatThereIsAVersionOfForThem() throws IOException, InterruptedException {
    publish("1.0-a.b");
    assertThat(find(true, true)).containsExactly(new Hit(DEMO, true, 0));
    assertThat(find(true, false)).isEmpty();
    assertThat(find(false, true)).isEmpty();
    publish("0.9-beta");
    index.forget(LIBS, DEMO);
    assertThat(find(true, false)).hasSize(1);
    assertThat(find(false, false)).isEmpty();
    publish("0.8");
    index.forget(LIBS, DEMO);
    assertThat(find(false, false)).hasSize(1);
  }

  @Test
  void aChangeThatNobodyTellsOfIsSeenAfterAMinute() throws IOException, InterruptedException {
    publish("1.0");
    assertThat(find(false, false)).hasSize(1);
    archive("1.0.0");
    assertThat(find(false, false)).as("as it was").hasSize(1);
    clock.pass(Duration.ofSeconds(61));
    assertThat(find(false, false)).isEmpty();
  }
}
