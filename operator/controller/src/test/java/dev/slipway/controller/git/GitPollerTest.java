package dev.slipway.controller.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.controller.git.GitHeads.Follower;
import dev.slipway.controller.git.GitHeads.GitQuery;
import dev.slipway.controller.git.GitHeads.Head;
import dev.slipway.testkit.git.GitServer;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One look for many followers, at a real Git server. */
final class GitPollerTest {

  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration NEVER = Duration.ofHours(1);

  private final GitServer server = new GitServer();
  private final CollectorRegistry registry = new CollectorRegistry();
  private final Queue<Follower> heard = new ConcurrentLinkedQueue<>();
  private final Set<Follower> deleted = ConcurrentHashMap.newKeySet();
  private final GitPoller poller =
      new GitPoller(
          (namespace, url, secret, ca) -> {
            if (secret.isPresent()) {
              throw new GitFailure("secretRef: there is no Secret " + secret.get());
            }
            return new GitAccess(url, Optional.empty(), Optional.empty());
          },
          new LsRefs(new TrustedClients()),
          Clock.systemUTC(),
          SHORTEST,
          registry);

  @BeforeEach
  void start() {
    poller.listen(
        "Pipeline",
        new GitHeads.Listener() {
          @Override
          public void changed(Follower follower) {
            heard.add(follower);
          }

          @Override
          public boolean exists(Follower follower) {
            return !deleted.contains(follower);
          }
        });
    poller.start();
  }

  @AfterEach
  void stop() {
    poller.close();
    server.close();
  }

  private static Follower follower(String name) {
    return new Follower("Pipeline", "n", name, "git");
  }

  private static GitQuery query(String url, String branch, String secret, Duration interval) {
    return new GitQuery("n", url, branch, Optional.ofNullable(secret), Optional.empty(), interval);
  }

  private Head awaitHead(Follower follower, GitQuery query) {
    return await().until(() -> poller.watch(follower, query), Optional::isPresent).orElseThrow();
  }

  private double polls(String result) {
    var value =
        registry.getSampleValue(
            "slipway_git_polls_total", new String[] {"result"}, new String[] {result});
    return value == null ? 0 : value;
  }

  @Test
  void aCommitIsToldToItsFollowersOnce() {
    var repository = server.create("app");
    var first = repository.commit(Map.of("a", "1"), "first");
    var query = query(repository.url(), "main", null, SHORTEST);
    assertThat(poller.watch(follower("a"), query)).isEmpty();
    await().untilAsserted(() -> assertThat(heard).containsExactly(follower("a")));
    assertThat(poller.watch(follower("a"), query).orElseThrow().commit()).isEqualTo(first);
    double before = polls("ok");
    await().until(() -> polls("ok") > before + 3);
    assertThat(heard).hasSize(1);
    var second = repository.commit(Map.of("a", "2"), "second");
    await().untilAsserted(() -> assertThat(heard).hasSize(2));
    assertThat(poller.watch(follower("a"), query).orElseThrow().commit()).isEqualTo(second);
  }

  @Test
  void manyFollowersCostOneLook() {
    var repository = server.create("app");
    repository.commit(Map.of("a", "1"), "first");
    for (int i = 0; i < 50; i++) {
      poller.watch(follower("f" + i), query(repository.url(), "main", null, NEVER));
    }
    await().untilAsserted(() -> assertThat(heard).hasSize(50));
    assertThat(server.looks()).isLessThanOrEqualTo(2);
  }

  @Test
  void theMostImpatientSetsThePace() {
    var repository = server.create("app");
    repository.commit(Map.of("a", "1"), "first");
    awaitHead(follower("slow"), query(repository.url(), "main", null, NEVER));
    int looks = server.looks();
    awaitHead(follower("fast"), query(repository.url(), "HEAD", null, SHORTEST));
    await().until(() -> server.looks() > looks + 3);
    poller.forget(follower("fast"));
    await().pollDelay(SHORTEST.multipliedBy(4)).until(() -> true);
    int settled = server.looks();
    await().pollDelay(SHORTEST.multipliedBy(10)).until(() -> true);
    assertThat(server.looks()).isEqualTo(settled);
  }

  @Test
  void aBranchThatIsNotThere() {
    var repository = server.create("app");
    repository.commit(Map.of("a", "1"), "first");
    var head = awaitHead(follower("a"), query(repository.url(), "release", null, NEVER));
    assertThat(head.commit()).isNull();
    assertThat(head.error()).isEqualTo(repository.url() + " has no branch release; it has main");
    var empty = server.create("empty");
    assertThat(awaitHead(follower("b"), query(empty.url(), null, null, NEVER)).error())
        .isEqualTo(empty.url() + " has no branch HEAD; it is empty");
  }

  @Test
  void aServerThatIsDownIsAskedEverMoreRarelyAndAtOnceAgainWhenItIsBack() {
    var repository = server.create("app");
    var commit = repository.commit(Map.of("a", "1"), "first");
    server.setDown(true);
    var query = query(repository.url(), "main", null, SHORTEST);
    assertThat(awaitHead(follower("a"), query).error()).endsWith("answers with status 503");
    await().pollDelay(SHORTEST.multipliedBy(20)).until(() -> true);
    assertThat(polls("error")).isBetween(2.0, 7.0);
    assertThat(heard).hasSize(1);
    server.setDown(false);
    await()
        .until(
            () -> poller.watch(follower("a"), query).orElseThrow(), h -> commit.equals(h.commit()));
    double before = polls("ok");
    await().atMost(SHORTEST.multipliedBy(40)).until(() -> polls("ok") > before + 5);
  }

  @Test
  void aSecretThatIsMissing() {
    var head = awaitHead(follower("a"), query("http://127.0.0.1:1/a", "main", "s", NEVER));
    assertThat(head.error()).isEqualTo("secretRef: there is no Secret s");
  }

  @Test
  void whoWasDeletedIsForgotten() {
    var repository = server.create("app");
    repository.commit(Map.of("a", "1"), "first");
    var query = query(repository.url(), "main", null, SHORTEST);
    awaitHead(follower("a"), query);
    awaitHead(follower("b"), query);
    deleted.add(follower("a"));
    int looks = server.looks();
    await().until(() -> server.looks() > looks + 3);
    heard.clear();
    repository.commit(Map.of("a", "2"), "second");
    await().untilAsserted(() -> assertThat(heard).as("who is left").containsExactly(follower("b")));
    deleted.add(follower("b"));
    await().pollDelay(SHORTEST.multipliedBy(4)).until(() -> true);
    int settled = server.looks();
    await().pollDelay(SHORTEST.multipliedBy(10)).until(() -> true);
    assertThat(server.looks()).as("nobody is left").isEqualTo(settled);
  }

  @Test
  void whoIsMadeAnewFollowsAgain() {
    var repository = server.create("app");
    repository.commit(Map.of("a", "1"), "first");
    var query = query(repository.url(), "main", null, SHORTEST);
    awaitHead(follower("a"), query);
    deleted.add(follower("a"));
    await().pollDelay(SHORTEST.multipliedBy(4)).until(() -> true);
    var second = repository.commit(Map.of("a", "2"), "second");
    deleted.clear();
    assertThat(awaitHead(follower("a"), query).commit()).isEqualTo(second);
  }

  @Test
  void whoAsksForAnotherRepositoryLeavesTheFirst() {
    var one = server.create("one");
    one.commit(Map.of("a", "1"), "first");
    var two = server.create("two");
    var commit = two.commit(Map.of("a", "2"), "second");
    awaitHead(follower("a"), query(one.url(), "main", null, SHORTEST));
    var head = awaitHead(follower("a"), query(two.url(), "main", null, NEVER));
    assertThat(head.commit()).isEqualTo(commit);
    await().pollDelay(SHORTEST.multipliedBy(4)).until(() -> true);
    int looks = server.looks();
    await().pollDelay(SHORTEST.multipliedBy(10)).until(() -> true);
    assertThat(server.looks()).isEqualTo(looks);
  }
}
