package dev.slipway.packages.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.s3.FaultProxy;
import dev.slipway.testkit.s3.FaultProxy.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Blobs of replicas whose line to the store is bad. */
final class BlobFaultsIT {

  private static final byte[] ABC = "abc".getBytes(UTF_8);
  private static final Digests DIGESTS = Hashing.of(ABC);

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private String object;
  private FaultProxy proxy;
  private S3Client client;

  @BeforeEach
  void start() {
    var sha256 = DIGESTS.sha256();
    object = BUCKET.prefix() + "blobs/sha256/" + sha256.substring(0, 2) + "/" + sha256;
    proxy = BUCKET.proxy();
    client = BUCKET.client();
  }

  /** A replica with no copies. */
  private static S3Blobs replica(InstantSource clock) throws IOException {
    return new S3Blobs(
        BUCKET.clientBehindProxy(), BUCKET.prefix(), BUCKET.freshFolder(), 64 << 20, clock);
  }

  private static S3Blobs replica() throws IOException {
    return replica(Clock.systemUTC());
  }

  private static Digests put(S3Blobs blobs, byte[] bytes) throws IOException {
    return blobs.put(new ByteArrayInputStream(bytes));
  }

  private long count(String method) {
    return proxy.requests().stream().filter(r -> r.method().equals(method)).count();
  }

  @Test
  void aBlobIsKeptWhenTheStoreHasItAndNotBefore() throws IOException {
    var blobs = replica();
    proxy.with(r -> r.writes("blobs") ? Optional.of(new Fault.RequestLost()) : Optional.empty());
    assertThatThrownBy(() -> put(blobs, ABC)).isInstanceOf(S3Exception.class);
    assertThat(blobs.find(DIGESTS.digest())).isEmpty();
    proxy.with(r -> r.writes("blobs") ? Optional.of(new Fault.AnswerLost()) : Optional.empty());
    put(blobs, ABC);
    assertThat(client.get(object)).isPresent();
    assertThat(blobs.find(DIGESTS.digest()).orElseThrow()).hasContent("abc");
  }

  @Test
  void whatIsThereIsNotWrittenAgainUnlessItIsOldOrBroken() throws IOException {
    put(replica(), ABC);
    var first = client.get(object).orElseThrow().lastModified();
    put(replica(), ABC);
    assertThat(count("PUT")).isEqualTo(2);
    var tomorrow = new MovingClock();
    tomorrow.pass(Duration.between(tomorrow.instant(), Instant.now()).plusHours(13));
    put(replica(tomorrow), ABC);
    assertThat(count("PUT")).as("refused, then written").isEqualTo(4);
    assertThat(client.get(object).orElseThrow().lastModified()).isAfterOrEqualTo(first);
    client.put(object, "ab".getBytes(UTF_8), new Condition.None());
    put(replica(), ABC);
    assertThat(client.get(object).orElseThrow().bytes()).isEqualTo(ABC);
  }

  @Test
  void aDamagedObjectIsNotGivenOut() throws IOException {
    put(replica(), ABC);
    client.put(object, "abd".getBytes(UTF_8), new Condition.None());
    assertThatThrownBy(() -> replica().find(DIGESTS.digest()))
        .hasMessageContaining(object + " is damaged")
        .hasMessageEndingWith("; remove the object and publish it again");
  }

  /** Each part breaks off once; all who wait share one download. */
  @Test
  void aDownloadThatBreaksOffGoesOnAndIsSharedByAllWhoWait() throws Exception {
    var bytes = new byte[Download.PART * 3 + 5];
    RandomGeneratorFactory.of("L64X128MixRandom").create(5).nextBytes(bytes);
    var digests = put(replica(), bytes);
    var number = new AtomicInteger();
    proxy.with(
        r ->
            r.reads("blobs") && number.incrementAndGet() % 2 == 1
                ? Optional.of(new Fault.AnswerLost())
                : Optional.empty());
    var blobs = replica();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 10)
              .<Callable<Path>>mapToObj(_ -> () -> blobs.find(digests.digest()).orElseThrow())
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        assertThat(Hashing.of(task.get())).isEqualTo(digests);
      }
    }
    assertThat(number.get()).isBetween(8, 20);
    assertThat(blobs.find(digests.digest())).isPresent();
    assertThat(blobs.waiting()).isEmptyDirectory();
  }

  @Test
  void aStoreThatIsAwayIsNoMissingBlob() throws IOException {
    put(replica(), ABC);
    proxy.with(_ -> Optional.of(new Fault.Answered(404, "NoSuchHost")));
    assertThatThrownBy(() -> replica().find(DIGESTS.digest())).isInstanceOf(S3Exception.class);
    proxy.with(_ -> Optional.of(new Fault.Answered(503, "SlowDown")));
    var blobs = replica();
    assertThatThrownBy(() -> blobs.find(DIGESTS.digest())).hasMessageContaining("503 SlowDown");
    proxy.calm();
    assertThat(blobs.find(DIGESTS.digest())).isPresent();
  }
}
