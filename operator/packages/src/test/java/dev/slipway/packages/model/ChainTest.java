package dev.slipway.packages.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Chain.Candidate;
import dev.slipway.packages.model.OriginControls.Switch;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ChainTest {

  /** Repositories that are written as {@code a: b c; b: d}. */
  private static final class Repositories implements Chain.World {
    private final Map<String, List<String>> upstreams = new HashMap<>();
    private final Map<String, Manifest> manifests = new HashMap<>();
    private final Set<String> noExternal = new HashSet<>();
    private final Set<String> noInternal = new HashSet<>();
    private final Set<String> takenDown = new HashSet<>();

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

    Repositories mayNotAsk(String repository) {
      noExternal.add(repository);
      return this;
    }

    Repositories mayNotTake(String repository) {
      noInternal.add(repository);
      return this;
    }

    Repositories takenDown(String version) {
      takenDown.add(version);
      return this;
    }

    @Override
    public boolean external(String repository) {
      return !noExternal.contains(repository);
    }

    @Override
    public boolean internal(String repository) {
      return !noInternal.contains(repository);
    }

    @Override
    public Set<String> takenDown() {
      return takenDown;
    }

    @Override
    public Manifest manifest(String repository) {
      return manifests.getOrDefault(repository, Manifest.EMPTY);
    }

    @Override
    public List<String> upstreams(String repository) {
      return upstreams.getOrDefault(repository, List.of());
    }

    /** The first repository inside the domain that has version 1. */
    String find(String repository) throws IOException {
      return Chain.of(this, repository).candidates(Format.npm, "1").stream()
          .filter(c -> !(c instanceof Candidate.Outside))
          .findFirst()
          .map(
              c ->
                  switch (c) {
                    case Candidate.Kept k -> k.repository() + (k.here() ? " here" : "");
                    case Candidate.Hidden h -> h.repository() + " hidden";
                    case Candidate.Outside o -> o.repository();
                  })
          .orElse("absent");
    }

    /** The repositories through which the outside is asked for version 1. */
    List<String> outside(Format format, String repository) throws IOException {
      return Chain.of(this, repository).candidates(format, "1").stream()
          .filter(Candidate.Outside.class::isInstance)
          .map(c -> ((Candidate.Outside) c).repository())
          .toList();
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
    var retained = Chain.retain(Manifest.EMPTY, "1", found);
    assertThat(retained.version("1")).contains(found);
    assertThat(retained.controls()).isEqualTo(OriginControls.EXTERNAL);
    assertThat(Chain.retain(retained, "1", found)).isEqualTo(retained);
    var closed = Manifest.EMPTY.with(new OriginControls(Switch.ALLOW, Switch.BLOCK, true));
    assertThat(Chain.retain(closed, "1", found)).isEqualTo(closed);
    var byHand = Manifest.EMPTY.with(new OriginControls(Switch.ALLOW, Switch.ALLOW, true));
    assertThat(Chain.retain(byHand, "1", found).controls()).isEqualTo(byHand.controls());
  }

  @Test
  void theOutsideIsAskedInTurnUntilSomebodyHasTheVersion() throws IOException {
    var world = new Repositories("a: b c; b: d").has("b", VersionStatus.Published);
    assertThat(world.outside(Format.npm, "a")).containsExactly("a");
    assertThat(new Repositories("a: b c; b: d").outside(Format.npm, "a"))
        .containsExactly("a", "b", "d", "c");
    assertThat(world.has("a", VersionStatus.Archived).outside(Format.npm, "a")).isEmpty();
  }

  /** Wheels for other platforms and further classifiers come when somebody asks for them. */
  @Test
  void aVersionFromOutsideMayGetFurtherFiles() throws IOException {
    var world = new Repositories("a: b c");
    world.manifests.put("b", Samples.outside());
    assertThat(world.outside(Format.npm, "a")).containsExactly("a");
    assertThat(world.outside(Format.pypi, "a")).containsExactly("a", "b", "c");
    assertThat(world.find("a")).isEqualTo("b");
  }

  @Test
  void aNameThatIsReservedAnywhereIsNeverToldToTheOutside() throws IOException {
    var world = new Repositories("all: central libs").closed("libs");
    assertThat(world.outside(Format.npm, "all")).isEmpty();
    assertThat(world.outside(Format.npm, "central")).containsExactly("central");
  }

  @Test
  void whoMayNotAskTheOutsideDoesNot() throws IOException {
    var world = new Repositories("a: b c").mayNotAsk("b");
    assertThat(world.outside(Format.npm, "a")).containsExactly("a", "c");
  }

  @Test
  void whoMayTakeNothingThatWasPublishedElsewhereGetsOnlyWhatCameFromOutside() throws IOException {
    var world = new Repositories("a: b c").has("b", VersionStatus.Published).mayNotTake("a");
    assertThat(world.find("a")).isEqualTo("absent");
    assertThat(Chain.of(world, "a").listed(_ -> List.of())).isEmpty();
    assertThat(world.find("b")).isEqualTo("b here");
    world.manifests.put("c", Samples.outside());
    assertThat(world.find("a")).isEqualTo("c");
    world.has("a", VersionStatus.Published);
    assertThat(world.find("a")).as("what it has stays").isEqualTo("a here");
  }

  @Test
  void whatWasTakenDownIsGivenToNobodyAndAskedOfNobody() throws IOException {
    var world = new Repositories("a: b").has("b", VersionStatus.Published).takenDown("1");
    assertThat(world.find("a")).isEqualTo("a hidden");
    assertThat(world.find("b")).isEqualTo("b hidden");
    assertThat(world.outside(Format.npm, "a")).isEmpty();
    assertThat(Chain.of(world, "a").listed(_ -> List.of("1", "2"))).containsOnlyKeys("2");
  }

  @Test
  void aListHasEachVersionOnceAndNoneThatIsHiddenNearer() throws Exception {
    var world = new Repositories("a: b c").has("a", VersionStatus.Archived);
    world.manifests.put("b", Samples.with(VersionStatus.Published).withTag("x", "1"));
    var listed =
        Chain.of(world, "a")
            .listed(
                r ->
                    r.equals("b")
                        ? List.of("1", "2")
                        : r.equals("c") ? List.of("2", "3") : List.of());
    assertThat(listed).containsOnlyKeys("2", "3");
    assertThat(listed.get("2").repository()).isEqualTo("b");
    assertThat(listed.get("3").repository()).isEqualTo("c");
    world.has("a", VersionStatus.Unlisted);
    assertThat(Chain.of(world, "a").listed(_ -> List.of("1"))).isEmpty();
  }

  @Test
  void whatIsKeptGetsTheFilesThatItLacks() {
    var one = Samples.outside();
    var two =
        Publishing.ingest(
            one,
            new Publishing.Arrival(
                Format.pypi,
                "1",
                "b",
                Samples.digests("two"),
                null,
                true,
                false,
                Samples.OUTSIDE,
                null),
            Samples.NOW);
    var more = ((Publishing.Outcome.Changed) two).manifest().version("1").orElseThrow();
    assertThat(Chain.retain(one, "1", more).version("1").orElseThrow().assets())
        .containsOnlyKeys("a", "b");
  }

  @Test
  void whatItsPublisherSaysOfAVersionNowCountsWhereItWasKept() throws IOException {
    var world = new Repositories("all: libs").has("libs", VersionStatus.Published);
    world.manifests.put(
        "all",
        Chain.retain(Manifest.EMPTY, "1", world.manifest("libs").version("1").orElseThrow()));
    world.manifests.put("libs", world.manifest("libs").withMetadata("1", "deprecated"));
    var source = Chain.of(world, "all").listed(_ -> List.of()).get("1");
    assertThat(source.repository()).isEqualTo("all");
    assertThat(source.kept().metadata()).isEqualTo("deprecated");
  }
}
