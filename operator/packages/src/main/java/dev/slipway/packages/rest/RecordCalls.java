package dev.slipway.packages.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.event.EventStream;
import dev.slipway.packages.http.Preference;
import dev.slipway.packages.ledger.CycloneDx;
import dev.slipway.packages.ledger.Ledger;
import dev.slipway.packages.ledger.PullQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What has happened: events, and who pulled what. */
final class RecordCalls {

  /** Shorter than what ends an idle connection. */
  private static final long LONGEST_WAIT_SECONDS = 50;

  private static final int MOST_COMPONENTS = 50_000;
  private static final int STEP = 1000;
  private static final Duration USUAL_TIME = Duration.ofDays(1);
  private static final String JSON = "application/json";
  private static final String CYCLONEDX = "application/vnd.cyclonedx+json";

  private final EventStream events;
  private final Ledger ledger;
  private final InstantSource clock;

  RecordCalls(EventStream events, Ledger ledger, InstantSource clock) {
    this.events = events;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Events in order. With a repository only its own are shown, and the rest is passed over.
   *
   * @param repository empty for all
   */
  void events(Optional<String> repository, ApiCall call) throws IOException, InterruptedException {
    long after = call.number("after", 0, 0, Long.MAX_VALUE);
    int max = (int) call.number("max", 100, 0, 1000);
    var wait = Duration.ofSeconds(call.number("wait", 0, 0, LONGEST_WAIT_SECONDS));
    long deadline = System.nanoTime() + wait.toNanos();
    boolean goesOn = true;
    while (true) {
      var page = events.after(after, max);
      if (after > page.last()) {
        throw new Problem(
            410,
            "there was no event %d, the last one is %d: begin again after that one"
                .formatted(after, page.last()),
            Shapes.object().put("last", page.last()));
      }
      var answer = Shapes.object();
      var list = answer.putArray("events");
      for (var text : page.events()) {
        var event = ApiCall.JSON.readTree(text);
        var of = event.path("detail").path("repositoryName").asText();
        if (repository.filter(r -> !r.equals(of)).isEmpty()) {
          list.add(event);
        }
      }
      long left = deadline - System.nanoTime();
      boolean end = page.next() >= page.last() && (left <= 0 || !goesOn);
      if (!list.isEmpty() || max == 0 || end) {
        call.answer(
            answer
                .put("next", max == 0 ? after : page.next())
                .put("oldest", page.oldest())
                .put("last", page.last()));
        return;
      }
      after = page.next();
      goesOn = events.await(after, Duration.ofNanos(Math.max(0, left)));
    }
  }

  void pulls(ApiCall call) throws IOException {
    var to = call.time("to").orElse(Instant.MAX);
    var from =
        call.time("from")
            .orElseGet(() -> (to.equals(Instant.MAX) ? clock.instant() : to).minus(USUAL_TIME));
    var named = call.query("package");
    if (named.isPresent() && PackagePath.token(named.get()).isEmpty()) {
      throw Problem.invalid(
          "package is " + named.get() + "; write /FORMAT/NAMESPACE/NAME, as /npm//ms");
    }
    var query =
        new PullQuery(
            named,
            call.query("version"),
            call.query("pod"),
            call.query("podUid"),
            call.query("user"),
            call.query("repository"),
            from,
            // The end of the last day that a ledger can have.
            to.equals(Instant.MAX) ? clock.instant().plus(USUAL_TIME) : to);
    boolean bill =
        Preference.type(call.exchange().header("Accept"), List.of(JSON, CYCLONEDX))
            .filter(CYCLONEDX::equals)
            .isPresent();
    if (bill) {
      bill(query, call);
    } else {
      list(query, call);
    }
  }

  private void list(PullQuery query, ApiCall call) throws IOException {
    try {
      var page = ledger.find(query, call.query("after"), call.max());
      var answer = Shapes.object();
      answer.putPOJO("pulls", page.pulls());
      page.next().ifPresent(n -> answer.put("nextToken", n));
      call.answer(answer);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("after: " + e.getMessage());
    }
  }

  private void bill(PullQuery query, ApiCall call) throws IOException {
    var bill = new CycloneDx();
    Optional<String> after = Optional.empty();
    do {
      var page = ledger.find(query, after, STEP);
      page.pulls().forEach(bill::add);
      after = page.next();
      if (bill.size() > MOST_COMPONENTS) {
        throw Problem.invalid(
            "more than " + MOST_COMPONENTS + " packages were pulled; ask for a shorter time");
      }
    } while (after.isPresent());
    ObjectNode document = bill.write(query.pod().orElse("packages"), clock.instant());
    call.exchange().set("Cache-Control", "no-store");
    call.exchange().json(200, CycloneDx.TYPE, ApiCall.JSON.writeValueAsBytes(document));
  }
}
