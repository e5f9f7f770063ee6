package dev.slipway.packages.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.s3.Bucket;
import dev.slipway.packages.s3.Credentials;
import dev.slipway.packages.s3.Retry;
import dev.slipway.packages.store.s3.Buckets;
import dev.slipway.packages.store.s3.SharedObject;
import dev.slipway.packages.store.s3.TestBucket;
import dev.slipway.testkit.s3.FaultProxy.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replicas that share a bucket, and tokens of their own. */
final class SharedTokensIT {

  private static final Caller CI = Caller.account("team", "ci");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration STATED = Duration.ofSeconds(3);

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private final MovingClock clock = new MovingClock();
  private final Queue<SharedTokens> open = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    open.forEach(SharedTokens::close);
  }

  /** The store sees the time of day; the tokens that of the test. */
  private SharedTokens shared(Bucket bucket) throws IOException {
    var shared =
        SharedTokens.open(Buckets.client(bucket.endpoint()), bucket, BUCKET.prefix(), clock);
    open.add(shared);
    return shared;
  }

  private OwnTokens replica(Bucket bucket) throws IOException {
    return OwnTokens.of(shared(bucket), "https://packages", clock);
  }

  private OwnTokens replica() throws IOException {
    return replica(Buckets.of(BUCKET.endpoint()));
  }

  private String object(String name) throws IOException {
    var bytes = new SharedObject(BUCKET.client(), BUCKET.prefix() + name).read();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void manyThatStartAtOnceHaveOneKey() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starts = IntStream.range(0, 8).<Callable<OwnTokens>>mapToObj(_ -> this::replica).toList();
      var ids = new HashSet<String>();
      for (var replica : threads.invokeAll(starts)) {
        var token = replica.get().issue(CI, HOUR).token();
        assertThat(replica().caller(token)).contains(CI);
        ids.add(token.substring(0, token.indexOf('.')));
      }
      assertThat(ids).hasSize(1);
    }
  }

  @Test
  void aTokenIsVoidOnEveryReplicaWithinTheStatedTime() throws IOException {
    var a = replica();
    var b = replica();
    var issued = a.issue(CI, HOUR);
    assertThat(b.caller(issued.token())).contains(CI);
    assertThat(a.revoke(issued.token())).isTrue();
    long revoked = System.nanoTime();
    assertThat(a.caller(issued.token())).isEmpty();
    await().atMost(STATED).until(() -> b.caller(issued.token()).isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(STATED);
    assertThat(replica().caller(issued.token())).isEmpty();
  }

  @Test
  void whatTwoMakeVoidAtOnceIsBothVoid() throws Exception {
    var a = replica();
    var b = replica();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          threads.invokeAll(
              IntStream.range(0, 20)
                  .<Callable<String>>mapToObj(
                      i ->
                          () -> {
                            var token = a.issue(CI, HOUR).token();
                            assertThat((i % 2 == 0 ? a : b).revoke(token)).isTrue();
                            return token;
                          })
                  .toList());
      var fresh = replica();
      for (var token : all) {
        assertThat(fresh.caller(token.get())).isEmpty();
      }
    }
  }

  @Test
  void voidTokensAreForgottenWhenTheirLifeIsOver() throws IOException {
    var a = replica();
    a.revoke(a.issue(CI, HOUR).token());
    clock.pass(HOUR.multipliedBy(2));
    a.revokeId("another");
    assertThat(object("identity/revoked")).startsWith("another ").hasLineCount(1);
  }

  @Test
  void eachMonthThereIsANewKeyAndTokensOfTheOldOneLive() throws IOException {
    var a = shared(Buckets.of(BUCKET.endpoint()));
    var tokens = OwnTokens.of(a, "https://packages", clock);
    clock.pass(Duration.ofDays(30).minusMinutes(1));
    var old = tokens.issue(CI, HOUR);
    var b = replica();
    clock.pass(Duration.ofMinutes(2));
    a.refresh();
    var fresh = tokens.issue(CI, HOUR);
    assertThat(fresh.token().split("\\.", -1)[0]).isNotEqualTo(old.token().split("\\.", -1)[0]);
    assertThat(b.caller(fresh.token())).as("by a replica that knew the old key").contains(CI);
    assertThat(replica().caller(old.token())).contains(CI);
    clock.pass(Duration.ofDays(31));
    a.refresh();
    assertThat(object("identity/keys.json").split("sealed", -1)).as("the first is gone").hasSize(3);
  }

  @Test
  void whoeverReadsTheBucketHasNoKeyAndWhoeverWritesItCanAddNone() throws Exception {
    var token = replica().issue(CI, HOUR).token();
    var bucket = Buckets.of(BUCKET.endpoint());
    var other =
        new Bucket(
            bucket.endpoint(),
            bucket.region(),
            bucket.name(),
            new Credentials("reader", "of the bucket alone", ""));
    var stranger = replica(other);
    assertThat(stranger.caller(token)).as("the key could not be opened").isEmpty();
    var forged = stranger.issue(CI, HOUR).token();
    assertThat(object("identity/keys.json").split("sealed", -1)).hasSize(3);
    assertThat(replica().caller(forged)).isEmpty();
    assertThat(replica().caller(token)).contains(CI);
  }

  private static long readers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("tokens"))
        .count();
  }

  @Test
  void whoeverIsClosedReadsTheBucketNoMore() throws IOException {
    try (var tokens = OwnTokens.open(BUCKET.store(), "https://packages", Clock.systemUTC())) {
      assertThat(tokens.caller(tokens.issue(CI, HOUR).token())).contains(CI);
      assertThat(readers()).isPositive();
    }
    await().until(() -> readers() == 0);
  }

  @Test
  void aDamagedObjectOfKeysIsNamed() throws IOException {
    new SharedObject(BUCKET.client(), BUCKET.prefix() + "identity/keys.json")
        .change(_ -> "{\"keys\":[{}]}".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(this::replica)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("remove the object identity/keys.json");
  }

  @Test
  void whileTheStoreIsAwayNobodySaysThatATokenIsNotVoid() throws IOException {
    var proxy = BUCKET.proxy();
    var client = BUCKET.clientBehindProxy().with(Retry.ONCE);
    var revocations =
        new SharedRevocations(
            new SharedObject(client, BUCKET.prefix() + "identity/revoked"), clock, SOON);
    assertThat(revocations.contains("a")).isFalse();
    proxy.with(_ -> Optional.of(new Fault.RequestLost()));
    assertThatThrownBy(revocations::refresh).isInstanceOf(IOException.class);
    assertThat(revocations.contains("a")).as("for some seconds").isFalse();
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> revocations.contains("a")).isInstanceOf(Unanswered.class));
    proxy.calm();
    revocations.refresh();
    assertThat(revocations.contains("a")).isFalse();
  }
}
