package dev.slipway.packages.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.StatusChange.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CopyTest {

  private static Copy of(boolean overwrites, String... versions) {
    var all = new LinkedHashMap<String, Optional<String>>();
    for (var version : versions) {
      all.put(version, Optional.empty());
    }
    return new Copy(all, overwrites);
  }

  private static Manifest having(VersionStatus status, String content) {
    var assets = new TreeMap<>(Map.of("a", Samples.digests(content)));
    return Manifest.EMPTY.with("1", new PackageVersion(status, Samples.HERE, 0, assets, "m"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "Published, -",
        "Unlisted, -",
        "Archived, -",
        "Unfinished, NOT_ALLOWED",
        "Disposed, NOT_ALLOWED",
      })
  void whatMayBeCopied(VersionStatus status, ErrorCode error) {
    var source = Samples.with(status);
    var result = of(false, "1").into(Manifest.EMPTY, List.of(source));
    assertThat(result.failures().get("1")).isEqualTo(error);
    assertThat(result.manifest().version("1"))
        .isEqualTo(error == null ? source.version("1") : Optional.empty());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "Published, one, false, -, Published, one",
        "Archived, one, false, -, Archived, one",
        "Published, two, false, ALREADY_EXISTS, Published, two",
        "Published, two, true, -, Published, one",
        "Unfinished, two, true, -, Published, one",
        "Disposed, two, true, NOT_ALLOWED, Disposed, two",
      })
  void whatBecomesOfTheVersionAtTheDestination(
      VersionStatus there,
      String content,
      boolean overwrites,
      ErrorCode error,
      VersionStatus status,
      String left) {
    var source = having(VersionStatus.Published, "one");
    var result = of(overwrites, "1").into(having(there, content), List.of(source));
    assertThat(result.failures().get("1")).isEqualTo(error);
    var now = result.manifest().version("1").orElseThrow();
    assertThat(now.status()).isEqualTo(status);
    assertThat(now.assets()).containsEntry("a", Samples.digests(left));
  }

  @Test
  void oneVersionThatCannotBeCopiedKeepsAllBack() {
    var source = Samples.with(VersionStatus.Published);
    var result = of(false, "1", "2").into(Manifest.EMPTY, List.of(source));
    assertThat(result.manifest()).isEqualTo(Manifest.EMPTY);
    assertThat(result.failures())
        .isEqualTo(Map.of("1", ErrorCode.SKIPPED, "2", ErrorCode.NOT_FOUND));
  }

  @Test
  void aRevisionThatHasPassedCopiesNothing() {
    var source = Samples.with(VersionStatus.Published);
    var revision = source.version("1").orElseThrow().revision();
    assertThat(
            new Copy(Map.of("1", Optional.of("old")), false)
                .into(Manifest.EMPTY, List.of(source))
                .failures())
        .containsEntry("1", ErrorCode.MISMATCHED_REVISION);
    assertThat(
            new Copy(Map.of("1", Optional.of(revision)), false)
                .into(Manifest.EMPTY, List.of(source))
                .failures())
        .isEmpty();
  }

  @Test
  void copyingTwiceChangesNothingTheSecondTime() {
    var sources = List.of(Samples.with(VersionStatus.Published).withTag("latest", "1"));
    var once = of(false, "1").into(Manifest.EMPTY, sources).manifest();
    assertThat(of(false, "1").into(once, sources).manifest()).isEqualTo(once);
  }

  @Test
  void tagsOfWhatIsCopiedComeAlongAndWin() {
    var source =
        Samples.with(VersionStatus.Published).withTag("latest", "1").withTag("next", "other");
    var there = Manifest.EMPTY.withTag("latest", "0").withTag("old", "0");
    assertThat(of(false, "1").into(there, List.of(source)).manifest().tags())
        .isEqualTo(Map.of("latest", "1", "old", "0"));
  }

  @Test
  void upstreamsOfTheSourceCountWhereTheyAreGiven() {
    var upstream = having(VersionStatus.Published, "one");
    var copied = of(false, "1").into(Manifest.EMPTY, List.of(Manifest.EMPTY, upstream));
    assertThat(copied.manifest().version("1")).isEqualTo(upstream.version("1"));
    var hidden = Samples.with(VersionStatus.Disposed);
    assertThat(of(false, "1").into(Manifest.EMPTY, List.of(hidden, upstream)).failures())
        .as("what the source has disposed of is not had from its upstream")
        .containsEntry("1", ErrorCode.NOT_ALLOWED);
  }

  @ParameterizedTest
  @CsvSource({"false, ALLOW, BLOCK", "true, BLOCK, ALLOW"})
  void aNewNameIsOfTheKindOfItsSource(
      boolean external, OriginControls.Switch publish, OriginControls.Switch upstream) {
    var source = external ? Samples.outside() : Samples.with(VersionStatus.Published);
    var controls = of(false, "1").into(Manifest.EMPTY, List.of(source)).manifest().controls();
    assertThat(controls).isEqualTo(new OriginControls(publish, upstream, false));
  }

  @Test
  void whatPeopleSetIsLeftAndStopsNoCopy() {
    var closed =
        Manifest.EMPTY.with(
            new OriginControls(OriginControls.Switch.BLOCK, OriginControls.Switch.BLOCK, true));
    var copied = of(false, "1").into(closed, List.of(Samples.outside())).manifest();
    assertThat(copied.controls()).isEqualTo(closed.controls());
    assertThat(copied.versions()).containsOnlyKeys("1");
  }
}
