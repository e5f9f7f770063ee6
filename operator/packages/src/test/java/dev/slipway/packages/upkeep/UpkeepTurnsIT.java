package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.packages.model.Limits;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.store.s3.TestBucket;
import dev.slipway.packages.upkeep.SharedStores.Replica;
import dev.slipway.testkit.s3.FaultProxy.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replicas of a bucket that look after it by turns. */
final class UpkeepTurnsIT {

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private SharedStores stores;
  private Replica a;
  private Replica b;

  private void open(Limits limits) throws IOException {
    stores = new SharedStores(BUCKET.endpoint(), BUCKET.prefix(), BUCKET.freshFolder());
    a = stores.replica(limits);
    b = stores.replica(limits);
    a.lease().step();
    b.lease().step();
  }

  @AfterEach
  void close() throws IOException {
    stores.close();
  }

  @Test
  void whoseTurnIsOverRemovesNothing() throws Exception {
    open(Limits.DEFAULT);
    stores.condemn(a, "stray");
    b.lease().take();
    assertThatThrownBy(a.store().upkeep::round)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another replica");
    a.store().upkeep.tick();
    assertThat(b.bucketHas("stray")).isTrue();
    b.store().upkeep.round();
    assertThat(b.bucketHas("stray")).isFalse();
  }

  @Test
  void whatALookWroteIsNotOverwrittenByAnOlderOne() throws Exception {
    open(Limits.DEFAULT);
    a.store().put("stray");
    var once = new AtomicBoolean();
    a.proxy()
        .with(
            request -> {
              if (request.writes("upkeep/condemned") && once.compareAndSet(false, true)) {
                try {
                  b.store().upkeep.round();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }
              return Optional.empty();
            });
    stores.passHours(25);
    assertThatThrownBy(a.store().upkeep::round).hasMessageContaining("another replica has written");
  }

  @Test
  void whatOneCountsTheOthersKnow() throws Exception {
    open(new Limits(1 << 20, 350, 100, Long.MAX_VALUE, null));
    var libs = b.store().repository("libs");
    b.store().publish(libs, "tool", "1", "x".repeat(60));
    b.store().publish(libs, "tool", "2", "x".repeat(20));
    assertThat(b.store().upkeep.room()).isEqualTo(20);
    await().untilAsserted(() -> assertThat(a.store().upkeep.room()).isEqualTo(20));
    assertThat(a.store().publish(a.store().repository("libs"), "tool", "3", "x".repeat(21)))
        .isInstanceOf(Outcome.Refused.class);
    b.lease().take();
    b.store().upkeep.round();
    a.lease().step();
    a.store().upkeep.tick();
    assertThat(a.store().upkeep.room()).as("by a count of the whole store").isEqualTo(20);
    assertThat(b.store().packages.delete(libs, UpkeepStore.name("tool"), "1")).isEmpty();
    await().untilAsserted(() -> assertThat(a.store().upkeep.room()).isEqualTo(80));
    assertThat(b.store().upkeep.room()).isEqualTo(80);
  }

  @Test
  void whoStartsBetweenTwoCountsKnowsWhatWasPublishedSince() throws Exception {
    var limits = new Limits(1 << 20, 350, 100, Long.MAX_VALUE, null);
    open(limits);
    a.lease().take();
    a.store().upkeep.round();
    a.store().publish(a.store().repository("libs"), "tool", "1", "x".repeat(60));
    a.store().upkeep.tick();
    b.store().upkeep.tick();
    assertThat(stores.replica(limits).store().upkeep.room()).isEqualTo(40);
    await().untilAsserted(() -> assertThat(b.store().upkeep.room()).isEqualTo(40));
  }

  /** The first look waits for an hour; after that it is of no matter who does it. */
  @Test
  void jobsAreDueForAllTogether() throws Exception {
    open(Limits.DEFAULT);
    a.store().put("stray");
    var looks = new ArrayList<Integer>();
    for (int hour = 0; hour < 4; hour++) {
      for (var each : List.of(a, b)) {
        each.lease().take();
        int before = each.proxy().requests().size();
        each.store().upkeep.tick();
        var sent = each.proxy().requests();
        looks.add(
            (int)
                sent.subList(before, sent.size()).stream()
                    .filter(r -> r.writes("upkeep/condemned"))
                    .count());
      }
      stores.clock.pass(Duration.ofMinutes(61));
    }
    assertThat(looks).containsExactly(0, 0, 1, 0, 1, 0, 1, 0);
  }

  @Test
  void aLookThatBreaksOffIsMadeAgain() throws Exception {
    open(Limits.DEFAULT);
    stores.condemn(a, "stray");
    a.proxy()
        .with(
            r ->
                r.method().equals("DELETE")
                    ? Optional.of(new Fault.AnswerLost())
                    : Optional.empty());
    assertThatThrownBy(a.store().upkeep::round).isInstanceOf(IOException.class);
    a.proxy().calm();
    b.lease().take();
    b.store().upkeep.round();
    assertThat(b.bucketHas("stray")).isFalse();
  }
}
