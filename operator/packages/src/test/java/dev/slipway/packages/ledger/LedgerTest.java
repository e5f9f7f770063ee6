package dev.slipway.packages.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LedgerTest {

  private static final String DIGEST = "sha256:" + "0".repeat(64);

  @TempDir Path folder;
  private final MovingClock clock = new MovingClock();

  private Ledger ledger(int days) throws IOException {
    return new Ledger(folder, days, clock, new CollectorRegistry());
  }

  private static void pull(Ledger ledger, String pod, String name, String version)
      throws Exception {
    var caller = new Caller("builder", "1", List.of(), pod, "uid");
    var call = new Call(Optional.of(caller), "127.0.0.1");
    call.run(
        () -> {
          Call.asks("libs", new PackageName(Format.npm, "", name), version, name + ".tgz");
          Call.gives(DIGEST);
        });
    ledger.add(call);
  }

  private PullQuery query(String path, String version, String pod, String user) {
    return new PullQuery(
        Optional.ofNullable(path),
        Optional.ofNullable(version),
        Optional.ofNullable(pod),
        Optional.empty(),
        Optional.ofNullable(user),
        Optional.empty(),
        clock.instant().minus(Duration.ofDays(400)),
        clock.instant().plus(Duration.ofDays(1)));
  }

  private static List<String> names(Ledger.Page page) {
    return page.pulls().stream().map(p -> p.name() + "@" + p.version()).toList();
  }

  @Test
  void whoPulledWhatIsKnownAtOnceAndAfterARestart() throws Exception {
    try (var ledger = ledger(90)) {
      pull(ledger, "build-1", "ms", "2.1.3");
      assertThat(ledger.find(query(null, null, null, null), Optional.empty(), 10).pulls())
          .containsExactly(
              new Pull(
                  "2026-01-01T00:00:00Z",
                  "builder",
                  "build-1",
                  "uid",
                  "libs",
                  Format.npm,
                  "",
                  "ms",
                  "2.1.3",
                  "ms.tgz",
                  DIGEST));
      pull(ledger, "build-1", "left", "1.0.0");
    }
    try (var ledger = ledger(90)) {
      assertThat(names(ledger.find(query(null, null, null, null), Optional.empty(), 10)))
          .containsExactly("ms@2.1.3", "left@1.0.0");
    }
  }

  @Test
  void aTornLineIsPassedOverAndHidesNoOther() throws Exception {
    try (var ledger = ledger(90)) {
      pull(ledger, "build-1", "one", "1");
    }
    Files.writeString(
        folder.resolve("2026-01-01.jsonl"), "{\"time\":\"2026-", StandardOpenOption.APPEND);
    try (var ledger = ledger(90)) {
      pull(ledger, "build-1", "two", "2");
      assertThat(names(ledger.find(query(null, null, null, null), Optional.empty(), 10)))
          .containsExactly("one@1", "two@2");
    }
  }

  @Test
  void pagesGoOnWhereTheOneBeforeEndedAlsoOverDays() throws Exception {
    try (var ledger = ledger(90)) {
      for (int day = 0; day < 3; day++) {
        pull(ledger, "build-1", "a", "" + day);
        pull(ledger, "build-1", "b", "" + day);
        clock.pass(Duration.ofDays(1));
      }
      var query = query(null, null, null, null);
      var first = ledger.find(query, Optional.empty(), 3);
      assertThat(names(first)).containsExactly("a@0", "b@0", "a@1");
      var second = ledger.find(query, first.next(), 3);
      assertThat(names(second)).containsExactly("b@1", "a@2", "b@2");
      var third = ledger.find(query, second.next(), 3);
      assertThat(third.pulls()).isEmpty();
      assertThat(third.next()).isEmpty();
      assertThatThrownBy(() -> ledger.find(query, Optional.of("../x"), 3))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void daysThatAreTooOldGo() throws Exception {
    try (var ledger = ledger(2)) {
      pull(ledger, "build-1", "old", "1");
      ledger.find(query(null, null, null, null), Optional.empty(), 10);
      clock.pass(Duration.ofDays(1));
      pull(ledger, "build-1", "newer", "1");
      var query = query(null, null, null, null);
      assertThat(names(ledger.find(query, Optional.empty(), 10)))
          .containsExactly("old@1", "newer@1");
      clock.pass(Duration.ofDays(1));
      assertThat(names(ledger.find(query(null, null, null, null), Optional.empty(), 10)))
          .containsExactly("newer@1");
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/npm//ms, -, -, -, 2",
        "/npm//ms, 2.1.3, -, -, 1",
        "/npm/ms/ms, -, -, -, 0",
        "-, -, build-1, -, 2",
        "-, -, build-*, -, 3",
        "-, -, build-1, other, 0",
        "-, -, -, builder, 3",
      })
  void whatIsAskedFor(String path, String version, String pod, String user, int count)
      throws Exception {
    try (var ledger = ledger(90)) {
      pull(ledger, "build-1", "ms", "2.1.3");
      pull(ledger, "build-1", "left", "1.0.0");
      pull(ledger, "build-2", "ms", "2.0.0");
      assertThat(ledger.find(query(path, version, pod, user), Optional.empty(), 10).pulls())
          .hasSize(count);
    }
  }

  @Test
  void onlyTheTimeThatIsAskedForCounts() throws Exception {
    try (var ledger = ledger(90)) {
      for (int i = 0; i < 3; i++) {
        pull(ledger, "build-1", "at" + i, "1");
        clock.pass(Duration.ofHours(1));
      }
      var start = Instant.parse("2026-01-01T00:00:00Z");
      var none = Optional.<String>empty();
      var query =
          new PullQuery(
              none, none, none, none, none, none, start.plusSeconds(1), start.plusSeconds(7200));
      assertThat(names(ledger.find(query, none, 10))).containsExactly("at1@1");
    }
  }

  @Test
  void whoGetsAFileManyTimesInASecondStandsThereOnce() throws Exception {
    try (var ledger = ledger(90)) {
      for (int i = 0; i < 10_000; i++) {
        pull(ledger, "build-1", "ms", "1");
        pull(ledger, "build-" + i, "left", "1");
      }
      var all = ledger.find(query(null, null, null, null), Optional.empty(), 100_000).pulls();
      assertThat(all).hasSize(10_001);
      assertThat(all).filteredOn(p -> p.name().equals("ms")).hasSize(1);
    }
  }
}
