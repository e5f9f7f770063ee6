package dev.slipway.packages.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.s3.Bucket;
import dev.slipway.packages.s3.Credentials;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.ChangeRecorder;
import dev.slipway.packages.store.Store;
import dev.slipway.testkit.s3.FaultProxy;
import dev.slipway.testkit.s3.FaultProxy.Fault;
import dev.slipway.testkit.s3.S3Servers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProbeIT {

  @TempDir static Path folder;

  private static S3Servers.Running versitygw;

  @BeforeAll
  static void start() throws IOException {
    versitygw = S3Servers.versitygw(folder.resolve("versitygw"));
  }

  @AfterAll
  static void stop() {
    versitygw.close();
  }

  private static Store.Open open(Bucket bucket) throws IOException {
    return Store.open(
        new Store.S3(bucket, "", folder.resolve("cache"), 1 << 20),
        ChangeRecorder.NONE,
        Clock.systemUTC());
  }

  private static Bucket bucket(URI endpoint, String name, String accessKey, String secret) {
    return new Bucket(endpoint, S3Servers.REGION, name, new Credentials(accessKey, secret, ""));
  }

  @Test
  void aStoreWithConditionalWritesIsUsedAndNothingOfTheProbeStays() throws IOException {
    open(Buckets.of(versitygw.endpoint())).close();
    try (var left = Files.walk(folder.resolve("versitygw").resolve(S3Servers.BUCKET))) {
      assertThat(left.filter(Files::isRegularFile))
          .noneMatch(f -> f.toString().contains("/probe/"));
    }
  }

  @Test
  void aStoreThatIgnoresConditionsIsRefused() throws IOException {
    try (var rclone = S3Servers.rclone(folder.resolve("rclone"))) {
      assertThatThrownBy(() -> open(Buckets.of(rclone.endpoint())))
          .hasMessage(
              "the S3 store overwrites an object in spite of If-None-Match: *: it has no"
                  + " conditional writes, so replicas would lose each other's packages; use a store"
                  + " that has them, as Amazon S3, or let the domain keep its store on a volume");
    }
  }

  @Test
  void whetherAnObjectIsRemovedAsItWasSeenIsTried() throws IOException {
    assertThat(Probe.removals(client(versitygw.endpoint()), "", folder)).isEmpty();
    try (var rclone = S3Servers.rclone(folder.resolve("rclone2"))) {
      assertThat(Probe.removals(client(rclone.endpoint()), "", folder).orElseThrow())
          .startsWith("nothing is removed from this bucket by itself, because the store ");
    }
  }

  @Test
  void whatIsWrongWithTheSettingsIsSaid() {
    var endpoint = versitygw.endpoint();
    assertThatThrownBy(
            () -> open(bucket(endpoint, "nowhere", S3Servers.ACCESS_KEY, S3Servers.SECRET_KEY)))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("404 NoSuchBucket")
        .hasMessageEndingWith("; create the bucket, or correct its name");
    assertThatThrownBy(
            () -> open(bucket(endpoint, S3Servers.BUCKET, S3Servers.ACCESS_KEY, "wrong")))
        .hasMessageContaining("403 SignatureDoesNotMatch")
        .hasMessageEndingWith("; correct the access key in the Secret");
    assertThatThrownBy(() -> open(bucket(endpoint, S3Servers.BUCKET, "nobody", "wrong")))
        .hasMessageEndingWith("; correct the access key in the Secret");
    var nobody = URI.create("http://127.0.0.1:1");
    assertThatThrownBy(() -> Probe.check(client(nobody), ""))
        .hasMessageContaining("the store cannot be reached");
  }

  private static S3Client client(URI endpoint) {
    return Buckets.client(endpoint);
  }

  /** The request is sent again then, and is refused because of the first. */
  @Test
  void aLostAnswerIsNoReasonToRefuseAStore() throws IOException {
    try (var proxy = new FaultProxy(versitygw.endpoint())) {
      var writes = new AtomicInteger();
      proxy.with(
          request ->
              request.writes("probe") && writes.incrementAndGet() % 2 == 1
                  ? Optional.of(new Fault.AnswerLost())
                  : Optional.empty());
      Probe.check(client(proxy.endpoint()), "");
      assertThat(writes.get()).isGreaterThanOrEqualTo(8);
    }
  }
}
