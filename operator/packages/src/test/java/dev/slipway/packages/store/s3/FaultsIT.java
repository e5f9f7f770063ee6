package dev.slipway.packages.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.ChangeRecorder;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.store.Published;
import dev.slipway.testkit.s3.FaultProxy;
import dev.slipway.testkit.s3.FaultProxy.Fault;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manifests of replicas whose line to the store is bad. */
final class FaultsIT {

  private static final PackageKey KEY = Published.key("libs", Format.npm, "", "lib");
  private static final PackageKey OTHER = Published.key("libs", Format.npm, "", "other");
  private static final String COUNT = "count";
  private static final Duration SOON = Duration.ofSeconds(3);

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private FaultProxy proxy;
  private S3Manifests behind;
  private S3Manifests direct;

  @BeforeEach
  void start() throws IOException {
    proxy = BUCKET.proxy();
    behind = replica(BUCKET.clientBehindProxy());
    direct = replica(BUCKET.client());
  }

  @AfterEach
  void stop() throws IOException {
    behind.close();
    direct.close();
  }

  private static S3Manifests replica(S3Client client) throws IOException {
    return new S3Manifests(client, BUCKET.prefix(), ChangeRecorder.NONE, Clock.systemUTC());
  }

  /** Counts, so that a change that is made twice shows. */
  private static void count(Manifests manifests, PackageKey key) throws IOException {
    manifests.change(key, old -> old.withTag(COUNT, Integer.toString(counted(old) + 1)));
  }

  private static int counted(Manifest manifest) {
    return Integer.parseInt(manifest.tags().getOrDefault(COUNT, "0"));
  }

  /** Does it to each but every third. */
  private static FaultProxy.Faults mostly(String folder, Fault fault) {
    var number = new AtomicInteger();
    return request ->
        request.writes(folder) && number.incrementAndGet() % 3 != 0
            ? Optional.of(fault)
            : Optional.empty();
  }

  @ParameterizedTest
  @CsvSource({
    "manifests,412,PreconditionFailed",
    "manifests,409,ConditionalRequestConflict",
    "log,412,PreconditionFailed",
    "log,409,ConditionalRequestConflict",
    "manifests,503,SlowDown",
    "log,500,InternalError",
  })
  void aStormOfRefusalsLosesNothing(String what, int status, String code) throws IOException {
    proxy.with(mostly(what, new Fault.Answered(status, code)));
    for (int i = 0; i < 5; i++) {
      count(behind, KEY);
    }
    assertThat(counted(behind.get(KEY))).isEqualTo(5);
    assertThat(counted(replica(BUCKET.client()).get(KEY))).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"manifests", "log"})
  void anAnswerThatIsLostIsNoReasonToDoItAgain(String what) throws IOException {
    proxy.with(mostly(what, new Fault.AnswerLost()));
    for (int i = 0; i < 5; i++) {
      count(behind, KEY);
    }
    proxy.with(mostly(what, new Fault.RequestLost()));
    for (int i = 0; i < 5; i++) {
      count(behind, KEY);
    }
    assertThat(counted(behind.get(KEY))).isEqualTo(10);
    assertThat(counted(replica(BUCKET.client()).get(KEY))).isEqualTo(10);
  }

  @Test
  void lostAnswersAmongManyWritersCountOnce() throws Exception {
    proxy.with(mostly("manifests", new Fault.AnswerLost()));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 24)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        count(i % 2 == 0 ? behind : direct, KEY);
                        return null;
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
    assertThat(counted(replica(BUCKET.client()).get(KEY))).isEqualTo(24);
  }

  @Test
  void aStoreThatIsAwayChangesNothingAndComesBack() throws IOException {
    count(behind, KEY);
    proxy.with(_ -> Optional.of(new Fault.Answered(503, "SlowDown")));
    assertThatThrownBy(() -> count(behind, KEY))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("503 SlowDown");
    proxy.with(_ -> Optional.of(new Fault.RequestLost()));
    await().atMost(SOON).untilAsserted(() -> assertThatThrownBy(() -> behind.get(KEY)));
    proxy.calm();
    assertThat(counted(behind.get(KEY))).isEqualTo(1);
    count(behind, KEY);
    assertThat(counted(direct.get(KEY))).isEqualTo(2);
  }

  @Test
  void aListThatIsOldLosesNoName() throws IOException {
    Published.publish(direct, KEY, "1");
    replica(BUCKET.clientBehindProxy()).close();
    Published.publish(direct, OTHER, "1");
    proxy.with(request -> request.list() ? Optional.of(new Fault.Old()) : Optional.empty());
    try (var late = replica(BUCKET.clientBehindProxy())) {
      assertThat(late.list("libs", Format.npm)).containsExactly(KEY.name(), OTHER.name());
      assertThat(late.get(OTHER).versions()).containsOnlyKeys("1");
    }
  }

  @Test
  void whoHearsNoChangesAsksForEachManifest() throws IOException {
    Published.publish(direct, KEY, "1");
    await().atMost(SOON).until(() -> behind.get(KEY).versions().size() == 1);
    proxy.with(
        request ->
            request.reads("log")
                ? Optional.of(new Fault.Answered(503, "SlowDown"))
                : Optional.empty());
    Published.publish(direct, KEY, "2");
    Published.publish(direct, OTHER, "1");
    await().atMost(SOON).until(() -> behind.get(KEY).versions().size() == 2);
    await().atMost(SOON).until(() -> behind.get(OTHER).versions().size() == 1);
  }

  /** Nobody was told that it is done; whoever tries again elsewhere makes it known. */
  @Test
  void aReplicaThatDiesBeforeItAnnouncesIsMadeGood() throws IOException {
    proxy.with(
        request -> request.writes("log") ? Optional.of(new Fault.RequestLost()) : Optional.empty());
    assertThatThrownBy(() -> Published.publish(behind, KEY, "1")).isInstanceOf(S3Exception.class);
    behind.close();
    try (var third = replica(BUCKET.client())) {
      Published.publish(third, KEY, "1");
      await().atMost(SOON).until(() -> direct.get(KEY).versions().containsKey("1"));
      assertThat(direct.list("libs", Format.npm)).containsExactly(KEY.name());
    }
  }

  @Test
  void aDelayedAnnouncementOfTheEndDoesNotHideWhatCameBack() throws IOException {
    Published.publish(direct, KEY, "1");
    await().atMost(SOON).until(() -> !behind.list("libs", Format.npm).isEmpty());
    proxy.with(
        request ->
            request.writes("log")
                ? Optional.of(new Fault.Delayed(Duration.ofMillis(300)))
                : Optional.empty());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var removed = threads.submit(() -> behind.change(KEY, _ -> Manifest.EMPTY));
      await()
          .pollInterval(Duration.ofMillis(5))
          .until(() -> proxy.requests().stream().anyMatch(r -> r.writes("log")));
      direct.change(KEY, old -> Published.published(old, "2"));
      removed.get();
    } catch (Exception e) {
      throw new IOException(e);
    }
    await().atMost(SOON).until(() -> behind.get(KEY).versions().containsKey("2"));
    assertThat(direct.get(KEY).versions()).containsOnlyKeys("2");
    assertThat(behind.list("libs", Format.npm)).containsExactly(KEY.name());
    assertThat(direct.list("libs", Format.npm)).containsExactly(KEY.name());
  }
}
