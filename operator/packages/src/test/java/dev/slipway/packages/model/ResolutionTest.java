package dev.slipway.packages.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.OriginControls.Switch;
import dev.slipway.packages.model.Resolution.Found;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ResolutionTest {

  /** Repositories that are written as {@code a: b c; b: d}. */
  private static final class Repositories implements Resolution.World {
    private final Map<String, List<String>> upstreams = new HashMap<>();
    private final Map<String, Manifest> manifests = new HashMap<>();

    Repositories(String graph) {
      for (var line : graph.split("; *", -1)) {
        var words = List.of(line.split("[: ]+", -1));
        upstreams.put(words.getFirst(), words.subList(1, words.size()));
      }
    }

    Repositories has(String repository, VersionStatus status) {
      manifests.put(repository, Samples.with(status));
      return this;
    }

    Repositories closed(String repository) {
      manifests.put(
          repository, Manifest.EMPTY.with(new OriginControls(Switch.ALLOW, Switch.BLOCK, true)));
      return this;
    }

    @Override
    public Manifest manifest(String repository) {
      return manifests.getOrDefault(repository, Manifest.EMPTY);
    }

    @Override
    public List<String> upstreams(String repository) {
      return upstreams.getOrDefault(repository, List.of());
    }

    String find(String repository) throws IOException {
      return switch (Resolution.find(this, repository, "1")) {
        case Found.Version v -> v.repository() + (v.here() ? " here" : "");
        case Found.Hidden h -> h.repository() + " hidden";
        case Found.Absent _ -> "absent";
      };
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a, a here",
    "c, c",
    "d, d",
    "none, absent",
  })
  void theRepositoryAndThenItsUpstreams(String holder, String found) throws IOException {
    assertThat(new Repositories("a: b c; b: d").has(holder, VersionStatus.Published).find("a"))
        .isEqualTo(found);
  }

  @Test
  void anUpstreamsUpstreamsComeBeforeItsSibling() throws IOException {
    var world =
        new Repositories("a: b c; b: d")
            .has("c", VersionStatus.Published)
            .has("d", VersionStatus.Published);
    assertThat(world.find("a")).isEqualTo("d");
  }

  @ParameterizedTest
  @EnumSource(
      value = VersionStatus.class,
      names = {"Archived", "Disposed", "Unfinished"})
  void aVersionThatIsGivenToNobodyEndsTheSearch(VersionStatus status) throws IOException {
    var world = new Repositories("a: b").has("a", status).has("b", VersionStatus.Published);
    assertThat(world.find("a")).isEqualTo("a hidden");
    assertThat(world.find("b")).isEqualTo("b here");
  }

  @Test
  void aPackageOfOnesOwnIsNeverLookedForUpstream() throws IOException {
    var world = new Repositories("a: b c; b: d").closed("a").has("b", VersionStatus.Published);
    assertThat(world.find("a")).isEqualTo("absent");
    var between =
        new Repositories("a: b c; b: d")
            .closed("b")
            .has("d", VersionStatus.Published)
            .has("c", VersionStatus.Unlisted);
    assertThat(between.find("a")).as("only what is behind b is closed").isEqualTo("c");
  }

  @Test
  void aCircleEndsAndTwentySixRepositoriesAreTooMany() throws IOException {
    assertThat(new Repositories("a: b; b: a").find("a")).isEqualTo("absent");
    var chain =
        String.join("; ", IntStream.range(0, 30).mapToObj(i -> "r" + i + ": r" + (i + 1)).toList());
    assertThat(new Repositories(chain).has("r24", VersionStatus.Published).find("r0"))
        .isEqualTo("r24");
    assertThat(new Repositories(chain).has("r25", VersionStatus.Published).find("r0"))
        .isEqualTo("absent");
  }

  @Test
  void whatIsRetainedIsIndependentAndKeepsPublishersOut() {
    var found = Samples.with(VersionStatus.Published).version("1").orElseThrow();
    var retained = Resolution.retain(Manifest.EMPTY, "1", found);
    assertThat(retained.version("1")).contains(found);
    assertThat(retained.controls()).isEqualTo(OriginControls.EXTERNAL);
    assertThat(Resolution.retain(retained, "1", found)).isEqualTo(retained);
    var closed = Manifest.EMPTY.with(new OriginControls(Switch.ALLOW, Switch.BLOCK, true));
    assertThat(Resolution.retain(closed, "1", found)).isEqualTo(closed);
    var byHand = Manifest.EMPTY.with(new OriginControls(Switch.ALLOW, Switch.ALLOW, true));
    assertThat(Resolution.retain(byHand, "1", found).controls()).isEqualTo(byHand.controls());
  }
}
