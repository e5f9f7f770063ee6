package dev.slipway.packages.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.Published;
import dev.slipway.packages.store.s3.LogEntry.Announcement;
import dev.slipway.testkit.s3.FaultProxy.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ChangeLogIT {

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private final MovingClock clock = new MovingClock();
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private LogObjects objects;

  @BeforeEach
  void start() {
    objects = new LogObjects(BUCKET.client(), BUCKET.prefix());
  }

  private ChangeLog log(List<String> ears) throws IOException {
    return log(BUCKET.client(), ears);
  }

  private ChangeLog log(S3Client client, List<String> ears) throws IOException {
    return log(client, ears, Duration.ofSeconds(30));
  }

  private ChangeLog log(S3Client client, List<String> ears, Duration patience) throws IOException {
    var objects = new LogObjects(client, BUCKET.prefix());
    var log =
        new ChangeLog(
            client,
            objects,
            new Records(objects, new RecordSegments(client, BUCKET.prefix())),
            clock,
            (_, c) -> ears.add(c.name()),
            patience);
    log.open();
    return log;
  }

  private static Announcement change(int number) {
    return Announcement.of(
        Published.key("libs", Format.npm, "", "p" + number), "e" + number, false);
  }

  private int entries() throws IOException {
    var found = new ArrayList<String>();
    BUCKET.client().list(BUCKET.prefix() + "log/", o -> found.add(o.key()));
    return found.size();
  }

  @Test
  void everybodyHearsEverythingOnce() throws Exception {
    var first = log(heard);
    var others = Collections.synchronizedList(new ArrayList<String>());
    var second = log(others);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 60)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        (i % 2 == 0 ? first : second).announce(change(i));
                        return null;
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
    first.poll();
    second.poll();
    assertThat(heard).hasSize(60).doesNotHaveDuplicates().isEqualTo(others);
    assertThat(entries()).as("those that wait share an entry").isLessThan(60);
    assertThat(first.current()).isTrue();
    var late = new ArrayList<String>();
    assertThat(log(late).position()).isEqualTo(first.position());
    assertThat(late).isEqualTo(heard);
  }

  @Test
  void oneThatIsFartherAwayIsNotKeptOutByOneThatWritesWithoutAPause() throws Exception {
    var near = log(heard);
    var proxy = BUCKET.proxy();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      proxy.with(_ -> Optional.of(new Fault.Delayed(Duration.ofMillis(5))));
      var far = log(BUCKET.clientBehindProxy(), new ArrayList<>());
      var ended = new AtomicBoolean();
      var busy =
          threads.submit(
              () -> {
                for (int i = 100; !ended.get(); i++) {
                  near.announce(change(i));
                }
                return null;
              });
      try {
        int before = proxy.requests().size();
        for (int i = 0; i < 20; i++) {
          far.announce(change(i));
        }
        assertThat(proxy.requests().size() - before)
            .as("requests of 20 announcements")
            .isLessThan(20 * 12);
      } finally {
        ended.set(true);
      }
      busy.get();
    }
    near.poll();
    assertThat(heard)
        .containsSubsequence(IntStream.range(0, 20).mapToObj(i -> "p" + i).toArray(String[]::new));
  }

  @Test
  void whoFindsItsOwnEntryAfterALostAnswerLetsOthersWriteAsWell() throws IOException {
    var writes = Collections.synchronizedList(new ArrayList<Long>());
    var reads = Collections.synchronizedList(new ArrayList<Long>());
    var log = log(BUCKET.clientBehindProxy(), heard);
    BUCKET
        .proxy()
        .with(
            request -> {
              if (request.reads("log")) {
                reads.add(System.nanoTime());
              }
              if (request.writes("log")) {
                writes.add(System.nanoTime());
                return writes.size() == 1 ? Optional.of(new Fault.AnswerLost()) : Optional.empty();
              }
              return Optional.empty();
            });
    log.announce(change(1));
    log.announce(change(2));
    assertThat(heard).containsExactly("p1", "p2");
    assertThat(entries()).isEqualTo(2);
    assertThat(writes).as("lost, refused, and the next").hasSize(3);
    assertThat(Duration.ofNanos(writes.getLast() - reads.getLast()))
        .isGreaterThanOrEqualTo(ChangeLog.SHORTEST_COURTESY);
  }

  @Test
  void whoIsAlwaysBeatenSaysSoAndAnnouncesItsChangeLater() throws IOException {
    var number = new AtomicInteger(100);
    var fast = log(heard);
    var beaten = log(BUCKET.clientBehindProxy(), new ArrayList<>(), Duration.ofSeconds(1));
    BUCKET
        .proxy()
        .with(
            request -> {
              if (request.writes("log")) {
                announce(fast, number.incrementAndGet());
              }
              return Optional.empty();
            });
    assertThatThrownBy(() -> beaten.announce(change(1)))
        .isInstanceOf(S3Exception.class)
        .hasMessageEndingWith(
            ": other replicas wrote the change log first for 1 seconds; the change was made, and"
                + " others see it in some seconds; try again");
    assertThat(number.get()).as("entries of others").isGreaterThan(102);
    BUCKET.proxy().calm();
    beaten.poll();
    fast.poll();
    assertThat(heard).endsWith("p1");
  }

  private static void announce(ChangeLog log, int number) {
    try {
      log.announce(change(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aStoreThatRefusesAFreePlaceIsToBlame() throws IOException {
    var log = log(BUCKET.clientBehindProxy(), heard, Duration.ofSeconds(1));
    BUCKET
        .proxy()
        .with(
            request ->
                request.writes("log")
                    ? Optional.of(new Fault.Answered(412, "PreconditionFailed"))
                    : Optional.empty());
    assertThatThrownBy(() -> log.announce(change(1)))
        .hasMessageContaining(
            ": the store refuses to write the change log, though nobody else has written it;");
    BUCKET.proxy().calm();
    log.poll();
    assertThat(heard).containsExactly("p1");
  }

  @Test
  void oldEntriesAreRemovedByAnybodyAndTheEndIsFoundAllTheSame() throws Exception {
    var writer = log(heard);
    for (int i = 0; i < LogObjects.STEP * 2 + 20; i++) {
      writer.announce(change(i));
    }
    objects.shorten(clock.instant().plus(LogObjects.KEPT).minusSeconds(1), _ -> {});
    assertThat(entries()).isEqualTo(LogObjects.STEP * 2 + 20);
    clock.pass(LogObjects.KEPT.plusSeconds(1));
    BUCKET
        .proxy()
        .with(
            r ->
                r.method().equals("DELETE")
                    ? Optional.of(new Fault.RequestLost())
                    : Optional.empty());
    var dying = new LogObjects(BUCKET.clientBehindProxy(), BUCKET.prefix());
    assertThatThrownBy(() -> dying.shorten(clock.instant(), _ -> {}))
        .isInstanceOf(IOException.class);
    assertThat(objects.end()).as("nothing is removed yet").isEqualTo(writer.position());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 3)
              .<Callable<Void>>mapToObj(
                  _ ->
                      () -> {
                        objects.shorten(clock.instant(), _ -> {});
                        return null;
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
    objects.shorten(clock.instant(), _ -> {});
    assertThat(entries()).as("the rest and the head").isEqualTo(21);
    var late = new ArrayList<String>();
    var reader = log(late);
    assertThat(reader.position()).isEqualTo(writer.position());
    assertThat(late).hasSize(20);
    writer.announce(change(1000));
    reader.poll();
    assertThat(late).last().isEqualTo("p1000");
  }

  @Test
  void whatHasNotLookedForASecondIsNotCurrent() throws IOException {
    var log = log(heard);
    assertThat(log.current()).isTrue();
    await().atMost(ChangeLog.CURRENT.plus(Duration.ofSeconds(1))).until(() -> !log.current());
    log.poll();
    assertThat(log.current()).isTrue();
  }
}
