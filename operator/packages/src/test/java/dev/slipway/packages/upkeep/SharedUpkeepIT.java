package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.model.Limits;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.s3.Buckets;
import dev.slipway.packages.store.s3.SharedObject;
import dev.slipway.packages.upkeep.SharedStores.Replica;
import dev.slipway.testkit.s3.FaultProxy.Fault;
import dev.slipway.testkit.s3.S3Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

/** Replicas of a bucket whose store is looked after by turns. */
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

  private static String digest(String content) {
    return Hashing.of(content.getBytes(StandardCharsets.UTF_8)).digest();
  }

  /** Whether the bucket has it, whatever copies there are. */
  private boolean has(String content) throws IOException {
    var found = new AtomicBoolean();
    b.store()
        .bytes
        .each(
            digest(content).substring(7, 11),
            blob -> found.compareAndSet(false, blob.digest().equals(digest(content))));
    return found.get();
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
    assertThat(has("stray")).isFalse();
    assertThat(has("one")).isTrue();
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
    assertThat(has("0123456789")).as("used by the other replica").isTrue();
    assertThat(has("123456789a")).isFalse();
    assertThat(has("23456789ab")).isTrue();
    assertThat(a.store().metric("slipway_packages_blobs_bytes", "kind", "cached")).isEqualTo(20);
  }

  /** Two looks have condemned it, and the third is about to remove it. */
  private void condemn(String content) throws IOException {
    a.store().put(content);
    stores.passHours(25);
    a.store().upkeep.round();
    stores.passHours(25);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatAnotherPublishesAtThatMomentStays(Kind kind) throws Exception {
    open(kind, Limits.DEFAULT);
    var libs = b.store().repository("libs");
    condemn("stray");
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
    assertThat(has("stray")).isTrue();
    assertThat(a.store().metric("slipway_packages_removed_total", "what", "erased")).isZero();
    for (int i = 0; i < 3; i++) {
      stores.passHours(25);
      a.store().upkeep.round();
    }
    assertThat(has("stray")).isTrue();
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
    assertThat(has("stray")).as("somebody may be about to publish it").isTrue();
    stores.passHours(3);
    a.store().upkeep.round();
    assertThat(has("stray")).isFalse();
  }

  @Test
  void whoseTurnIsOverRemovesNothing() throws Exception {
    open(Kind.VERSITYGW, Limits.DEFAULT);
    condemn("stray");
    b.lease().take();
    assertThatThrownBy(a.store().upkeep::round)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another replica");
    a.store().upkeep.tick();
    assertThat(has("stray")).isTrue();
    b.store().upkeep.round();
    assertThat(has("stray")).isFalse();
  }

  @Test
  void whatALookWroteIsNotOverwrittenByAnOlderOne() throws Exception {
    open(Kind.VERSITYGW, Limits.DEFAULT);
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
  void artifactsOfAnyReplicaStayUntilTheyAreOld() throws Exception {
    open(
        Kind.VERSITYGW,
        new Limits(1 << 20, 350, Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(10)));
    b.store().upkeep.stored(b.store().put("log").digest());
    for (int day = 0; day < 9; day++) {
      stores.passHours(24);
      a.store().upkeep.round();
    }
    assertThat(has("log")).isTrue();
    for (int day = 0; day < 5; day++) {
      stores.passHours(25);
      a.store().upkeep.round();
    }
    assertThat(has("log")).isFalse();
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
    assertThat(has("log")).isTrue();
    assertThat(has("stray")).isFalse();
  }

  @Test
  void aDamagedObjectIsSetAsideAndPublishedAgain() throws Exception {
    open(Kind.VERSITYGW, Limits.DEFAULT);
    var libs = b.store().repository("libs");
    b.store().publish(libs, "tool", "1", "one");
    var hex = digest("one").substring(7);
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
    assertThat(has("one")).isFalse();
    b.store().publish(libs, "tool", "1", "one");
    assertThat(has("one")).isTrue();
    assertThat(Files.readString(file)).isEqualTo("one");
  }

  @Test
  void whatOneCountsTheOthersKnow() throws Exception {
    open(Kind.VERSITYGW, new Limits(1 << 20, 350, 100, Long.MAX_VALUE, null));
    var libs = b.store().repository("libs");
    b.store().publish(libs, "tool", "1", "x".repeat(60));
    assertThat(a.store().upkeep.room()).isEqualTo(100);
    b.lease().take();
    b.store().upkeep.round();
    a.lease().step();
    a.store().upkeep.tick();
    assertThat(a.store().upkeep.room()).isEqualTo(40);
  }

  /** The first look waits for an hour; after that it is of no matter who does it. */
  @Test
  void jobsAreDueForAllTogether() throws Exception {
    open(Kind.VERSITYGW, Limits.DEFAULT);
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
    open(Kind.VERSITYGW, Limits.DEFAULT);
    condemn("stray");
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
    assertThat(has("stray")).isFalse();
  }
}
