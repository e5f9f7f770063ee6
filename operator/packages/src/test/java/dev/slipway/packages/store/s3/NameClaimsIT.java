package dev.slipway.packages.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.ChangeRecorder;
import dev.slipway.packages.store.Published;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two replicas at which packages begin whose names look alike. */
final class NameClaimsIT {

  private static final PackageKey OWN = Published.key("libs", Format.npm, "", "cool-tool");
  private static final PackageKey LIKE = Published.key("far", Format.npm, "", "coo1-tool");
  private static final PackageKey OTHER = Published.key("far", Format.npm, "", "other");

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private final AtomicLong nanos = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);
  private S3Manifests one;
  private S3Manifests two;

  @BeforeEach
  void start() throws IOException {
    one = replica();
    two = replica();
  }

  @AfterEach
  void stop() {
    end.countDown();
    threads.close();
    one.close();
    two.close();
  }

  private S3Manifests replica() throws IOException {
    return new S3Manifests(
        BUCKET.client(), BUCKET.prefix(), ChangeRecorder.NONE, Clock.systemUTC(), nanos::get);
  }

  /** Begins the package at the first replica, and is not done before the test says so. */
  private void slowly() throws InterruptedException {
    var _ =
        threads.submit(
            () ->
                one.alone(
                    OWN.name(),
                    () -> {
                      begun.countDown();
                      waitForEnd();
                      Published.publish(one, OWN, "1");
                      return null;
                    }));
    begun.await();
  }

  private void waitForEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<PackageKey> alikeAtTwo() throws IOException {
    return alikeAt(two);
  }

  private static List<PackageKey> alikeAt(S3Manifests replica) throws IOException {
    return replica.alone(LIKE.name(), () -> replica.alike(LIKE.name()));
  }

  @Test
  void theOtherWaitsAndThenSeesWhatHasBegun() throws Exception {
    slowly();
    var seen = threads.submit(this::alikeAtTwo);
    await().during(Duration.ofMillis(300)).until(() -> !seen.isDone());
    end.countDown();
    assertThat(seen.get()).containsExactly(OWN);
  }

  @Test
  void nobodyElseWaits() throws Exception {
    slowly();
    assertThat(two.alone(OWN.name(), () -> "the same name")).isEqualTo("the same name");
    assertThat(two.alone(OTHER.name(), () -> "another one")).isEqualTo("another one");
  }

  @Test
  void whoWaitsForTooLongIsToldToTryAgain() throws Exception {
    slowly();
    assertThatThrownBy(this::alikeAtTwo)
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("coo1-tool looks like a package that is being published");
    end.countDown();
    await().untilAsserted(() -> assertThat(alikeAtTwo()).containsExactly(OWN));
  }

  /** Whatever a replica could not announce any more is in the bucket nevertheless. */
  @Test
  void whatAReplicaHadBegunThatIsGoneIsSeenWhenItsClaimIsTooOld() throws Exception {
    assertThatThrownBy(
            () ->
                one.alone(
                    OWN.name(),
                    () -> {
                      unannounced();
                      throw new IOException("killed");
                    }))
        .hasMessage("killed");
    assertThatThrownBy(this::alikeAtTwo).isInstanceOf(S3Exception.class);
    nanos.addAndGet(NameClaims.LASTS.toNanos() - 1);
    assertThatThrownBy(this::alikeAtTwo).isInstanceOf(S3Exception.class);
    nanos.addAndGet(1);
    assertThat(alikeAtTwo()).containsExactly(OWN);
    try (var three = replica()) {
      assertThatThrownBy(() -> alikeAt(three)).as("it knows it from now on").isNotNull();
      nanos.addAndGet(NameClaims.LASTS.toNanos());
      assertThat(alikeAt(three)).containsExactly(OWN);
    }
  }

  @Test
  void theSameNameGoesOnAndTheOldClaimWithIt() throws Exception {
    assertThatThrownBy(() -> one.alone(OWN.name(), NameClaimsIT::killed)).hasMessage("killed");
    assertThatThrownBy(this::alikeAtTwo).isInstanceOf(S3Exception.class);
    nanos.addAndGet(NameClaims.LASTS.toNanos());
    assertThat(two.alone(OWN.name(), () -> "published")).isEqualTo("published");
    try (var three = replica()) {
      assertThat(alikeAt(three)).as("nobody has to wait").isEmpty();
    }
  }

  private static String killed() throws IOException {
    throw new IOException("killed");
  }

  private static void unannounced() throws IOException {
    var objects = new ManifestObjects(BUCKET.client(), BUCKET.prefix(), Clock.systemUTC());
    var written =
        objects.write(
            OWN,
            ManifestObjects.Held.NOTHING,
            Published.published(Manifest.EMPTY, "1"),
            "id",
            null);
    assertThat(written).isPresent();
  }
}
