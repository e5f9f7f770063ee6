package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Limits;
import dev.slipway.packages.store.s3.Buckets;
import dev.slipway.packages.store.s3.SharedObject;
import dev.slipway.packages.upkeep.SharedStores.Replica;
import dev.slipway.testkit.s3.S3Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stays in a bucket, and what goes, whichever replica uses it and whichever looks. */
final class SharedUpkeepIT {

  enum Kind {
    VERSITYGW,
    SEAWEEDFS
  }

  @TempDir static Path folder;
  private static final Map<Kind, S3Servers.Running> SERVERS = new EnumMap<>(Kind.class);
  private static int number;

  private SharedStores stores;
  private Replica a;
  private Replica b;

  @BeforeAll
  static void startServers() throws IOException {
    SERVERS.put(Kind.VERSITYGW, S3Servers.versitygw(folder.resolve("versitygw")));
    SERVERS.put(Kind.SEAWEEDFS, S3Servers.seaweed(folder.resolve("seaweed")));
  }

  @AfterAll
  static void stopServers() {
    SERVERS.values().forEach(S3Servers.Running::close);
  }

  private void open(Kind kind, Limits limits) throws IOException {
    var prefix = "upkeep" + ++number + "/";
    stores = new SharedStores(SERVERS.get(kind).endpoint(), prefix, folder.resolve("d" + number));
    a = stores.replica(limits);
    b = stores.replica(limits);
    a.lease().step();
    b.lease().step();
  }

  @AfterEach
  void close() throws IOException {
    stores.close();
  }

  private static Limits cache(long bytes) {
    return new Limits(1 << 20, 350, Long.MAX_VALUE, bytes, null);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatNothingRefersToGoesAfterTwoLooksADayApart(Kind kind) throws Exception {
    open(kind, Limits.DEFAULT);
    a.store().put("stray");
    var libs = b.store().repository("libs");
    b.store().publish(libs, "tool", "1", "one");
    assertThat(b.store().garbage()).containsExactly("young 5");
    a.store().upkeep.round();
    stores.passHours(25);
    assertThat(b.store().garbage()).containsExactly("condemned 5");
    a.store().upkeep.round();
    stores.passHours(23);
    assertThat(b.store().garbage())
        .as("what the other has written down")
        .containsExactly("waiting 5");
    b.lease().take();
    b.store().upkeep.round();
    stores.passHours(2);
    b.store().upkeep.round();
    assertThat(b.bucketHas("stray")).isFalse();
    assertThat(b.bucketHas("one")).isTrue();
    assertThat(a.store().garbage()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void cachedContentGoesByWhatAnyReplicaHasUsed(Kind kind) throws Exception {
    open(kind, cache(25));
    for (var each : List.of(a, b)) {
      each.store().external("central", "http://127.0.0.1:1");
      each.store().repository("libs", "central");
    }
    var first = a.store().ingest("central", "central", "tool", "1", "0123456789");
    stores.passHours(1);
    a.store().ingest("central", "central", "tool", "2", "123456789a");
    stores.passHours(3);
    b.store().upkeep.blobs().find(first.digest());
    b.store().upkeep.tick();
    a.store().ingest("central", "central", "tool", "3", "23456789ab");
    stores.passHours(1);
    a.store().upkeep.round();
    assertThat(b.bucketHas("0123456789")).as("used by the other replica").isTrue();
    assertThat(b.bucketHas("123456789a")).isFalse();
    assertThat(b.bucketHas("23456789ab")).isTrue();
    assertThat(a.store().metric("slipway_packages_blobs_bytes", "kind", "cached")).isEqualTo(20);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatAnotherPublishesAtThatMomentStays(Kind kind) throws Exception {
    open(kind, Limits.DEFAULT);
    var libs = b.store().repository("libs");
    stores.condemn(a, "stray");
    var published = new AtomicBoolean();
    a.proxy()
        .with(
            request -> {
              if (request.method().equals("DELETE")
                  && request.target().contains("/blobs/")
                  && published.compareAndSet(false, true)) {
                publish(libs.name());
              }
              return Optional.empty();
            });
    a.store().upkeep.round();
    assertThat(published).isTrue();
    assertThat(b.bucketHas("stray")).isTrue();
    assertThat(a.store().metric("slipway_packages_removed_total", "what", "erased")).isZero();
    for (int i = 0; i < 3; i++) {
      stores.passHours(25);
      a.store().upkeep.round();
    }
    assertThat(b.bucketHas("stray")).isTrue();
  }

  private void publish(String repository) {
    try {
      b.store().publish(b.store().repository(repository), "tool", "1", "stray");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsKeptAgainIsNotEvictedForHours() throws Exception {
    open(Kind.VERSITYGW, cache(0));
    for (var each : List.of(a, b)) {
      each.store().external("central", "http://127.0.0.1:1");
    }
    a.store().ingest("central", "central", "tool", "1", "stray");
    stores.clock.pass(Duration.ofMinutes(50));
    b.store().put("stray");
    stores.clock.pass(Duration.ofMinutes(50));
    a.store().upkeep.round();
    assertThat(b.bucketHas("stray")).as("somebody may be about to publish it").isTrue();
    stores.passHours(3);
    a.store().upkeep.round();
    assertThat(b.bucketHas("stray")).isFalse();
  }

  @Test
  void artifactsOfAnyReplicaStayUntilTheyAreOld() throws Exception {
    open(
        Kind.VERSITYGW,
        new Limits(1 << 20, 350, Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(10)));
    b.store().upkeep.stored(b.store().put("log").digest());
    for (int day = 0; day < 9; day++) {
      stores.passHours(24);
      a.store().upkeep.round();
    }
    assertThat(b.bucketHas("log")).isTrue();
    for (int day = 0; day < 5; day++) {
      stores.passHours(25);
      a.store().upkeep.round();
    }
    assertThat(b.bucketHas("log")).isFalse();
  }

  @Test
  void ofAnOlderBucketEverythingThatMayBeAnArtifactStays() throws Exception {
    open(Kind.VERSITYGW, Limits.DEFAULT);
    a.store().put("log");
    Buckets.client(SERVERS.get(Kind.VERSITYGW).endpoint())
        .delete("upkeep" + number + "/artifacts/complete");
    for (int i = 0; i < 4; i++) {
      stores.passHours(25);
      a.store().upkeep.round();
      b.store().put("stray");
    }
    for (int i = 0; i < 4; i++) {
      stores.passHours(25);
      a.store().upkeep.round();
    }
    assertThat(b.bucketHas("log")).isTrue();
    assertThat(b.bucketHas("stray")).isFalse();
  }

  @Test
  void aDamagedObjectIsSetAsideAndPublishedAgain() throws Exception {
    open(Kind.VERSITYGW, Limits.DEFAULT);
    var libs = b.store().repository("libs");
    b.store().publish(libs, "tool", "1", "one");
    var hex = SharedStores.digest("one").substring(7);
    var file =
        folder
            .resolve("versitygw")
            .resolve(S3Servers.BUCKET)
            .resolve("upkeep" + number + "/blobs/sha256/" + hex.substring(0, 2) + "/" + hex);
    Files.writeString(file, "two");
    var client = Buckets.client(SERVERS.get(Kind.VERSITYGW).endpoint());
    var next = new ScrubCursor(Integer.parseInt(hex.substring(0, 4), 16), stores.clock.instant());
    new SharedObject(client, "upkeep" + number + "/upkeep/scrub")
        .change(_ -> next.text().getBytes(StandardCharsets.US_ASCII));
    a.store().upkeep.tick();
    stores.passHours(1);
    a.lease().step();
    a.store().upkeep.tick();
    assertThat(a.store().metric("slipway_packages_removed_total", "what", "damaged")).isOne();
    assertThat(b.bucketHas("one")).isFalse();
    b.store().publish(libs, "tool", "1", "one");
    assertThat(b.bucketHas("one")).isTrue();
    assertThat(Files.readString(file)).isEqualTo("one");
  }
}
