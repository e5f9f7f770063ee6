package dev.slipway.packages.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.s3.Retry;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.testkit.s3.FaultProxy.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LeaseIT {

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

  private HandLease lease() {
    return lease(BUCKET.client());
  }

  private HandLease lease(S3Client client) {
    return new HandLease(new SharedObject(client, BUCKET.prefix() + "lease"), nanos);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void oneHasItAsLongAsItKeepsIt() throws IOException {
    var a = lease();
    var b = lease();
    assertThat(a.step()).isTrue();
    for (int i = 0; i < 20; i++) {
      assertThat(b.step()).isFalse();
      pass(Duration.ofSeconds(5));
      assertThat(a.step()).isTrue();
    }
  }

  @Test
  void whoStopsLosesItBeforeAnotherCanHaveIt() throws IOException {
    var a = lease();
    var b = lease();
    a.step();
    b.step();
    pass(Duration.ofSeconds(25));
    assertThat(a.lease().mine()).as("by itself").isFalse();
    assertThat(b.step()).isFalse();
    pass(Duration.ofSeconds(6));
    assertThat(b.step()).isTrue();
    assertThat(a.step()).as("comes back").isFalse();
  }

  @Test
  void whoeverClosesGivesItBackAtOnce() throws IOException {
    var a = lease();
    var b = lease();
    a.step();
    assertThat(b.step()).isFalse();
    a.lease().close();
    assertThat(a.lease().mine()).isFalse();
    assertThat(b.step()).isTrue();
  }

  @Test
  void aWriteWhoseAnswerIsLostIsKnownAgain() throws IOException {
    var proxy = BUCKET.proxy();
    var a = lease(BUCKET.clientBehindProxy().with(Retry.ONCE));
    proxy.with(
        r -> r.method().equals("PUT") ? Optional.of(new Fault.AnswerLost()) : Optional.empty());
    assertThatThrownBy(a::step).isInstanceOf(IOException.class);
    assertThat(a.lease().mine()).isFalse();
    proxy.calm();
    assertThat(a.step()).isTrue();
    assertThat(lease().step()).isFalse();
  }

  /** At no moment do two believe that they have it, whoever stops and comes back. */
  @Test
  void neverDoTwoHaveIt() throws Exception {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    var all = new ArrayList<>(List.of(lease(), lease(), lease()));
    int holders = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 150; i++) {
        var steps =
            all.stream()
                .filter(_ -> random.nextInt(3) > 0)
                .<Callable<Boolean>>map(l -> l::step)
                .toList();
        for (var step : threads.invokeAll(steps)) {
          step.get();
        }
        long now = all.stream().filter(l -> l.lease().mine()).count();
        assertThat(now).isLessThanOrEqualTo(1);
        holders += (int) now;
        pass(Duration.ofSeconds(random.nextInt(12)));
        if (random.nextInt(20) == 0) {
          all.set(random.nextInt(3), lease());
        }
      }
    }
    assertThat(holders).as("somebody mostly has it").isGreaterThan(75);
  }
}
