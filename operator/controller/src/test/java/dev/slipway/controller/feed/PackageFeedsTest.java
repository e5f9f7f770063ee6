package dev.slipway.controller.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.v1alpha1.EventPosition;
import dev.slipway.controller.feed.PackageFeeds.Interest;
import dev.slipway.controller.feed.PackageFeeds.Owner;
import dev.slipway.core.feed.FeedSight;
import dev.slipway.core.feed.PackageEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who follows events, and a package server whose log is cut, replaced, or away. */
final class PackageFeedsTest {

  private static final Owner APP = new Owner("Pipeline", "team", "app");
  private static final Owner WEB = new Owner("Pipeline", "team", "web");

  private final AtomicReference<Instant> time =
      new AtomicReference<>(Instant.parse("2026-03-01T09:00:00Z"));
  private final Queue<Owner> heard = new ConcurrentLinkedQueue<>();
  private final Set<Owner> gone = ConcurrentHashMap.newKeySet();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final ScriptedFeed server = new ScriptedFeed();
  private PackageFeeds feeds;

  PackageFeedsTest() throws IOException {}

  @BeforeEach
  void start() {
    feeds = feeds();
  }

  @AfterEach
  void stop() {
    feeds.close();
    server.close();
  }

  private PackageFeeds feeds() {
    var tokens =
        new FeedClient.Tokens() {
          @Override
          public String token(String namespace, String domain) {
            return "token";
          }

          @Override
          public void refused(String namespace, String domain) {
            refused.add(namespace + "/" + domain);
          }
        };
    var made = new PackageFeeds(new FeedClient((_, _) -> server.url(), tokens), time::get);
    made.listen(
        "Pipeline",
        new PackageFeeds.Listener() {
          @Override
          public void changed(Owner owner) {
            heard.add(owner);
          }

          @Override
          public boolean exists(Owner owner) {
            return !gone.contains(owner);
          }
        });
    return made;
  }

  private FeedSight follow(Owner owner, String name, EventPosition position) {
    return follow(owner, name, position, null);
  }

  private FeedSight follow(Owner owner, String name, EventPosition position, String missed) {
    return feeds
        .follow(
            owner,
            List.of(new Interest("default", name, position, missed, e -> e.name().equals(name))))
        .getFirst();
  }

  private static List<Long> numbers(FeedSight sight) {
    return sight.events().stream().map(PackageEvent::number).toList();
  }

  private EventPosition armed(Owner owner, String name) {
    await().until(() -> follow(owner, name, null).reached() != null);
    return follow(owner, name, null).reached();
  }

  private static EventPosition at(long number) {
    return new EventPosition(
        number, "id-" + number, ScriptedFeed.START.plusSeconds(number).toString());
  }

  @Test
  void whoIsNewBeginsNowAndIsToldOfWhatItWants() {
    server.add(1, "core");
    var begin = armed(APP, "core");
    assertThat(begin).isEqualTo(at(1));
    heard.clear();
    server.add(2, "core");
    server.add(3, "other");
    await().until(() -> heard.contains(APP));
    await().until(() -> follow(APP, "core", begin).reached().equals(at(3)));
    assertThat(numbers(follow(APP, "core", begin))).containsExactly(2L);
    assertThat(follow(APP, "core", at(2)).events()).as("once it is stored").isEmpty();
  }

  @Test
  void anEmptyLogHasABegin() {
    assertThat(armed(APP, "core")).isEqualTo(new EventPosition(0L, null, null));
    server.add(1, "core");
    await().until(() -> numbers(follow(APP, "core", null)).equals(List.of(1L)));
  }

  @Test
  void manyFollowersShareOneQuestionAndEachGoesOnWhereItWas() {
    for (int i = 1; i <= 9; i++) {
      server.add(i, i % 2 == 0 ? "even" : "odd");
    }
    follow(APP, "odd", at(7));
    follow(WEB, "even", at(3));
    await().until(() -> numbers(follow(WEB, "even", at(3))).equals(List.of(4L, 6L, 8L)));
    await().until(() -> numbers(follow(APP, "odd", at(7))).equals(List.of(9L)));
    server.add(10, "even");
    await().until(() -> numbers(follow(WEB, "even", at(6))).equals(List.of(8L, 10L)));
    assertThat(follow(APP, "odd", at(7)).events()).hasSize(1);
    assertThat(server.mostWaiting()).isOne();
  }

  @Test
  void afterARestartEventsComeAgainUntilTheyAreStored() {
    for (int i = 1; i <= 4; i++) {
      server.add(i, "core");
    }
    follow(APP, "core", at(1));
    await().until(() -> numbers(follow(APP, "core", at(1))).equals(List.of(2L, 3L, 4L)));
    feeds.close();
    feeds = feeds();
    follow(APP, "core", at(2));
    await().until(() -> numbers(follow(APP, "core", at(2))).equals(List.of(3L, 4L)));
  }

  @Test
  void whatWasTrimmedBeforeItWasReadIsMissed() {
    for (int i = 1; i <= 9; i++) {
      server.add(i, "core");
    }
    server.trim(6);
    follow(APP, "core", at(2));
    await().until(() -> follow(APP, "core", at(2)).missed() != null);
    var sight = follow(APP, "core", at(2));
    assertThat(sight.missed()).startsWith("events 3 to 6 were gone");
    await().until(() -> numbers(follow(APP, "core", at(2))).equals(List.of(7L, 8L, 9L)));
    assertThat(follow(APP, "core", at(2), sight.missed()).missed()).as("once stored").isNull();
  }

  @Test
  void ofAReplacedLogOnlyWhatHappenedLaterIsNew() {
    server.add(3, "core", "old-three");
    server.add(50, "core");
    armed(APP, "core");
    // The volume as it was when three events had happened, and what came then.
    server.clear();
    for (int i = 1; i <= 3; i++) {
      server.add(i, "core");
    }
    server.add(60, "core");
    follow(APP, "core", at(50));
    await().until(() -> follow(APP, "core", at(50)).missed() != null);
    await().until(() -> numbers(follow(APP, "core", at(50))).equals(List.of(60L)));
  }

  @Test
  void aServerThatIsAwayForLongIsAnErrorUntilItIsBack() {
    var begin = armed(APP, "core");
    server.answer(503, "{\"detail\": \"it starts\"}");
    server.add(1, "core");
    await()
        .until(
            () -> {
              time.updateAndGet(t -> t.plus(Duration.ofSeconds(5)));
              return follow(APP, "core", begin).error() != null;
            });
    assertThat(follow(APP, "core", begin).error())
        .contains("events of domain default cannot be read", "answers 503: it starts");
    server.answer(200, "");
    await().until(() -> follow(APP, "core", begin).error() == null);
    assertThat(numbers(follow(APP, "core", begin))).containsExactly(1L);
  }

  @Test
  void answersThatCannotBeUsedAreTriedAgain() {
    for (var answer : List.of("no json", "{\"events\": [{}]}", "")) {
      server.answer(299, answer);
      armedAgain();
    }
    server.answer(401, "{\"detail\": \"who are you\"}");
    follow(WEB, "web", null);
    await().until(() -> refused.contains("team/default"));
    server.answer(200, "");
    armed(WEB, "web");
  }

  private void armedAgain() {
    feeds.forget(APP);
    follow(APP, "core", null);
    assertThat(follow(APP, "core", null).reached()).isNull();
    server.answer(200, "");
    armed(APP, "core");
  }

  @Test
  void whoDealsWithNothingGetsNoMoreThanItCanHold() {
    server.add(1, "core");
    var begin = armed(APP, "core");
    armed(WEB, "core");
    for (int i = 2; i <= 1200; i++) {
      server.add(i, "core");
    }
    await().until(() -> follow(APP, "core", begin).events().size() == Follower.FULL);
    EventPosition stored = begin;
    long seen = 1;
    while (seen < 1200) {
      var now = stored;
      await().until(() -> !follow(APP, "core", now).events().isEmpty());
      for (var event : follow(APP, "core", now).events()) {
        assertThat(event.number()).isEqualTo(++seen);
        stored = event.position();
      }
    }
    assertThat(follow(WEB, "core", begin).events()).hasSize(Follower.FULL);
  }

  @Test
  void ownersThatAreGoneAreForgotten() {
    armed(APP, "core");
    armed(WEB, "core");
    gone.add(APP);
    heard.clear();
    server.add(1, "core");
    server.add(2, "core");
    await().until(() -> heard.contains(WEB));
    await()
        .untilAsserted(
            () -> {
              heard.clear();
              server.add(System.nanoTime(), "core");
              assertThat(heard).doesNotContain(APP);
            });
    feeds.forget(WEB);
    // Nobody follows any more, so who comes back begins anew.
    gone.clear();
    assertThat(follow(APP, "core", null)).isEqualTo(FeedSight.NONE);
  }
}
