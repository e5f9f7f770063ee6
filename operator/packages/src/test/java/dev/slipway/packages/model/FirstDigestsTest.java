package dev.slipway.packages.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is written down of files from outside. */
final class FirstDigestsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Digests digests(String sha256) {
    return new Digests(1, sha256, "b", "c", "d");
  }

  private static Manifest seen(Manifest ledger, String version, String asset, String sha256) {
    return FirstDigests.seen(ledger, version, asset, digests(sha256), "outside", NOW);
  }

  @Test
  void theFirstStaysWhateverComesLater() {
    var ledger = seen(Manifest.EMPTY, "1", "a file.jar", "aa");
    var later = seen(ledger, "1", "a file.jar", "bb");
    assertThat(later).isSameAs(ledger);
    assertThat(FirstDigests.of(later, "1", "a file.jar")).contains("aa");
  }

  @Test
  void filesAndVersionsAreToldApart() {
    var ledger = seen(seen(seen(Manifest.EMPTY, "1", "a", "aa"), "1", "b", "bb"), "2", "a", "cc");
    assertThat(FirstDigests.of(ledger, "1", "a")).contains("aa");
    assertThat(FirstDigests.of(ledger, "1", "b")).contains("bb");
    assertThat(FirstDigests.of(ledger, "2", "a")).contains("cc");
    assertThat(FirstDigests.of(ledger, "2", "b")).isEmpty();
    assertThat(FirstDigests.of(Manifest.EMPTY, "1", "a")).isEmpty();
  }

  @Test
  void itKeepsNoBytesAndListsNothing() {
    var version = seen(Manifest.EMPTY, "1", "a", "aa").version("1").orElseThrow();
    assertThat(version.assets()).isEmpty();
    assertThat(version.status()).isEqualTo(VersionStatus.Disposed);
  }

  @Test
  void whatSomebodyAcceptedTakesThePlaceOfTheFirstForThatFileAlone() {
    var before = seen(seen(Manifest.EMPTY, "1", "a", "aa"), "1", "b", "bb");
    var ledger = FirstDigests.accepted(before, "1", "a", "cc", "outside", NOW.plusSeconds(9));
    assertThat(FirstDigests.of(ledger, "1", "a")).contains("cc");
    assertThat(FirstDigests.of(ledger, "1", "b")).contains("bb");
    assertThat(ledger.version("1").orElseThrow().published()).isEqualTo(NOW);
    assertThat(seen(ledger, "1", "a", "dd")).isSameAs(ledger);
  }
}
