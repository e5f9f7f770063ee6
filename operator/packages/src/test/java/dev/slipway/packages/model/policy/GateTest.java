package dev.slipway.packages.model.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.policy.ReleaseAge.Exemption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GateTest {

  private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");
  private static final PackageName AXIOS = new PackageName(Format.npm, "", "axios");

  private static DomainPolicy policy(String standard, String ofGroup, Exemption... exemptions) {
    var pattern = GroupPattern.parse("/npm//axios$");
    return new DomainPolicy(
        new PackageGroups(Map.of(pattern, Map.of())),
        new ReleaseAge(
            Duration.parse(standard),
            ofGroup == null ? Map.of() : Map.of(pattern, Duration.parse(ofGroup)),
            List.of(exemptions)));
  }

  private static Exemption exemption(String packages, Set<String> versions, String expires) {
    return new Exemption(
        GroupPattern.parse(packages), versions, "ada", "fixes a hole", Instant.parse(expires));
  }

  @ParameterizedTest
  @CsvSource({
    // age in hours, minimum, kept, passes
    "71, PT72H, false, false",
    "72, PT72H, false, true",
    "73, PT72H, false, true",
    "1, PT0S, false, true",
    "1, PT72H, true, true",
    "-5, PT1H, false, false",
  })
  void aVersionFromOutsideWaitsForItsAge(int hours, String minimum, boolean kept, boolean passes) {
    var gate = policy(minimum, null).gate(AXIOS, null, NOW);
    var released = NOW.minus(Duration.ofHours(hours));
    assertThat(gate.refusal("1.0.0", released, kept).isEmpty()).isEqualTo(passes);
  }

  @Test
  void whoeverHasToWaitIsToldTheRuleAndTheTimeLeft() {
    var gate = policy("PT72H", null).gate(AXIOS, null, NOW);
    assertThat(gate.refusal("1.14.1", Instant.parse("2026-03-31T00:21:00.123Z"), false))
        .contains(
            "version 1.14.1 of /npm//axios was released at 2026-03-31T00:21:00Z; this domain's"
                + " minimumReleaseAge is 3d 0h, so it can be had in 2d 12h, or at once with an"
                + " exception of the domain");
    assertThat(gate.until(Instant.parse("2026-03-31T00:21:00Z")))
        .isEqualTo(Instant.parse("2026-04-03T00:21:00Z"));
  }

  @Test
  void aVersionOfUnknownAgeWaitsToo() {
    var gate = policy("PT72H", null).gate(AXIOS, null, NOW);
    assertThat(gate.refusal("1", Instant.EPOCH, false).orElseThrow()).contains("no known time");
    assertThat(gate.refusal("1", null, false)).isPresent();
    assertThat(gate.refusal("1", Instant.EPOCH, true)).isEmpty();
    assertThat(policy("PT0S", null).gate(AXIOS, null, NOW).refusal("1", null, false)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "axios, PT0S, PT72H, PT72H",
    "axios, PT72H, PT0S, PT0S",
    "axios, PT72H,, PT72H",
    "other, PT24H, PT72H, PT24H",
  })
  void whatTheGroupSaysCountsMoreThanTheDomain(
      String name, String standard, String ofGroup, String minimum) {
    var gate = policy(standard, ofGroup).gate(new PackageName(Format.npm, "", name), null, NOW);
    assertThat(gate.minimum()).isEqualTo(Duration.parse(minimum));
    assertThat(gate.open()).isEqualTo(Duration.parse(minimum).isZero());
  }

  @ParameterizedTest
  @CsvSource({
    "/npm//axios$, 1.14.2, 2026-04-01T00:00:00Z, true",
    "/npm//axios$, '', 2026-04-01T00:00:00Z, true",
    "/npm/*, 1.14.2, 2026-04-01T00:00:00Z, true",
    "/npm//axios$, 1.14.1, 2026-04-01T00:00:00Z, false",
    "/npm//axios$, 1.14.2, 2026-03-31T12:00:00Z, false",
    "/npm//axio-s$, 1.14.2, 2026-04-01T00:00:00Z, false",
    "/pypi//axios$, 1.14.2, 2026-04-01T00:00:00Z, false",
  })
  void anExceptionLetsItsVersionsInUntilItEnds(
      String packages, String version, String expires, boolean passes) {
    var exemption = exemption(packages, version.isEmpty() ? Set.of() : Set.of(version), expires);
    var gate = policy("PT72H", null, exemption).gate(AXIOS, null, NOW);
    assertThat(gate.refusal("1.14.2", NOW.minusSeconds(60), false).isEmpty()).isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource({"1.14.2, true", "1.14.3, false"})
  void anExceptionOfFixesLetsInWhatAnAdvisoryNames(String version, boolean passes) {
    var exemption =
        new Exemption(
            GroupPattern.ROOT, Set.of(), "ada", "", Instant.parse("2026-04-01T00:00:00Z"), true);
    var policy = policy("PT72H", null, exemption);
    var released = NOW.minusSeconds(60);
    assertThat(
            policy
                .gate(AXIOS, null, NOW, "1.14.2"::equals)
                .refusal(version, released, false)
                .isEmpty())
        .isEqualTo(passes);
    assertThat(policy.gate(AXIOS, null, NOW).refusal(version, released, false)).isPresent();
  }

  @Test
  void theEndOfAnExceptionIsKnownBefore() {
    var gate =
        policy("PT72H", null, exemption("/npm//axios$", Set.of(), "2026-04-01T00:00:00Z"))
            .gate(AXIOS, null, NOW);
    assertThat(gate.nextExpiry()).isEqualTo(Instant.parse("2026-04-01T00:00:00Z"));
    assertThat(policy("PT72H", null).gate(AXIOS, null, NOW).nextExpiry()).isEqualTo(Instant.MAX);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-28T23:59:59Z, true",
    "2026-03-01T00:00:00Z, true",
    "2026-03-01T00:00:01Z, false",
    "1970-01-01T00:00:00Z, false",
  })
  void aViewOfThePastHasWhatWasReleasedThenAndKeptOnesAreNoException(
      Instant released, boolean passes) {
    var gate = DomainPolicy.OPEN.gate(AXIOS, Instant.parse("2026-03-01T00:00:00Z"), NOW);
    assertThat(gate.open()).isFalse();
    for (boolean kept : new boolean[] {true, false}) {
      assertThat(gate.refusal("1", released, kept).isEmpty()).isEqualTo(passes);
    }
  }
}
