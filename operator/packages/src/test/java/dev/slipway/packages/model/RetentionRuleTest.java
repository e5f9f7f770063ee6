package dev.slipway.packages.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.group.GroupPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetentionRuleTest {

  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final Set<VersionStatus> OPEN =
      EnumSet.of(VersionStatus.Published, VersionStatus.Unlisted);

  private static RetentionRule rule(int keep, int days) {
    return new RetentionRule(Set.of(), GroupPattern.ROOT, keep, Duration.ofDays(days), OPEN);
  }

  /** Versions as {@code VERSION:DAYS_OLD:STATUS}. */
  private static Manifest manifest(String versions, Map<String, String> tags) {
    var all = new TreeMap<String, PackageVersion>();
    for (var text : versions.split(" ", -1)) {
      var words = text.split(":", -1);
      all.put(
          words[0],
          new PackageVersion(
              VersionStatus.valueOf(words.length > 2 ? words[2] : "Published"),
              Samples.HERE,
              NOW.minus(Duration.ofDays(Integer.parseInt(words[1]))).toEpochMilli(),
              new TreeMap<>(),
              ""));
    }
    return new Manifest(OriginControls.OPEN, all, new TreeMap<>(tags));
  }

  private static String drops(RetentionRule rule, Format format, Manifest manifest) {
    return RetentionRule.drops(List.of(rule), new PackageName(format, "org", "tool"), manifest, NOW)
        .keySet()
        .stream()
        .sorted()
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    // keep, days, versions, dropped
    "2, 0, 1:9 2:8 3:7 4:6, 1 2",
    "2, 0, 1:6 2:7 3:8 4:9, 3 4", // age counts, not the number
    "2, 9, 1:9 2:8 3:7 4:6, 1", // both must be so
    "0, 8, 1:9 2:8 3:7 4:6, 1 2",
    "0, 1, 1:9 2:8, 1", // never the last one
    "1, 0, 1:9, ''",
    "0, 1, 1:9, ''",
    "1, 0, 1:9:Archived 2:8 3:7, 2", // one of another status neither counts nor goes
    "1, 0, 1:9:Disposed 2:8:Unfinished 3:7, ''",
    "9, 0, 1:9 2:8, ''",
  })
  void theNewestAndTheYoungStay(int keep, int days, String versions, String dropped) {
    assertThat(drops(rule(keep, days), Format.npm, manifest(versions, Map.of())))
        .isEqualTo(dropped);
  }

  @Test
  void aTaggedVersionStays() {
    assertThat(drops(rule(1, 0), Format.npm, manifest("1:9 2:8 3:7", Map.of("stable", "1"))))
        .isEqualTo("2");
  }

  @Test
  void buildsOfASnapshotAreCountedForThemselvesAndTheSnapshotStays() {
    var built =
        "1.0-SNAPSHOT:9 1.0-20260101.000000-1:9:Unlisted 1.0-20260102.000000-2:8:Unlisted "
            + "1.1-20260103.000000-1:7:Unlisted 1.1-SNAPSHOT:7 0.9:20 0.8:30";
    assertThat(drops(rule(1, 0), Format.maven, manifest(built, Map.of())))
        .isEqualTo("0.8 1.0-20260101.000000-1");
  }

  @Test
  void ofUnlistedSnapshotsTheOldGo() {
    var rule =
        new RetentionRule(
            Set.of(Format.maven),
            GroupPattern.parse("/maven/org/*"),
            0,
            Duration.ofDays(8),
            Set.of(VersionStatus.Unlisted));
    var built = "1.0-20260101.000000-1:9:Unlisted 1.0-20260102.000000-2:2:Unlisted 0.9:90 0.8:90";
    assertThat(drops(rule, Format.maven, manifest(built, Map.of())))
        .isEqualTo("1.0-20260101.000000-1");
    assertThat(drops(rule, Format.npm, manifest(built, Map.of()))).as("another format").isEmpty();
  }

  @Test
  void theReasonIsTold() {
    assertThat(
            RetentionRule.drops(
                Arrays.asList(rule(1, 2), rule(1, 0)),
                new PackageName(Format.npm, "", "tool"),
                manifest("1:9 2:8", Map.of()),
                NOW))
        .containsExactly(Map.entry("1", "1 are newer and 1 are kept, it is 216 h old"));
  }
}
