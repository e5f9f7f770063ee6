package dev.slipway.packages.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.store.Published;
import dev.slipway.packages.store.RecordLog;
import dev.slipway.packages.store.s3.LogEntry.Announcement;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records that travel with the change log. */
final class RecordsIT {

  @RegisterExtension static final TestBucket BUCKET = new TestBucket();

  private final MovingClock clock = new MovingClock();
  private LogObjects objects;
  private RecordSegments segments;

  @BeforeEach
  void start() {
    objects = new LogObjects(BUCKET.client(), BUCKET.prefix());
    segments = new RecordSegments(BUCKET.client(), BUCKET.prefix());
  }

  private record Replica(ChangeLog log, Records records) {}

  private Replica replica() throws IOException {
    var records = new Records(objects, segments);
    var log = new ChangeLog(BUCKET.client(), objects, records, clock, (_, _) -> {});
    log.open();
    return new Replica(log, records);
  }

  /** A change with two records. */
  private static Announcement change(int number) {
    var key = Published.key("libs", Format.npm, "", "p" + number);
    return Announcement.of(key, "e" + number, false, "[\"%da\",\"%db\"]".formatted(number, number));
  }

  private static List<String> all(RecordLog records, long after) throws IOException {
    var all = new ArrayList<String>();
    long number = after;
    for (var part = records.after(number, 7);
        !part.records().isEmpty();
        part = records.after(number, 7)) {
      assertThat(part.number()).isEqualTo(number + 1);
      all.addAll(part.records());
      number += part.records().size();
    }
    return all;
  }

  @Test
  void allReadTheSameInOneOrder() throws Exception {
    var a = replica();
    var b = replica();
    assertThat(a.records().after(0, 10)).isEqualTo(new RecordLog.Part(1, List.of(), 1, 0));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 40)
              .<Callable<Void>>mapToObj(
                  i ->
                      () -> {
                        (i % 2 == 0 ? a : b).log().announce(change(i));
                        return null;
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        task.get();
      }
    }
    a.log().poll();
    b.log().poll();
    var read = all(a.records(), 0);
    assertThat(read).hasSize(80).doesNotHaveDuplicates();
    assertThat(all(b.records(), 0)).isEqualTo(read);
    assertThat(all(replica().records(), 0)).isEqualTo(read);
    assertThat(all(b.records(), 33)).isEqualTo(read.subList(33, 80));
  }

  @Test
  void whatWasAnnouncedIsNotRecordedTwice() throws IOException {
    var a = replica();
    var b = replica();
    a.log().announce(change(1));
    b.log().announce(change(1));
    a.log().poll();
    assertThat(all(a.records(), 0)).containsExactly("\"1a\"", "\"1b\"");
    assertThat(all(b.records(), 0)).containsExactly("\"1a\"", "\"1b\"");
  }

  @Test
  void aReplicaThatStartsLateReadsWhatTheLogHasAndWhatItHasNoMore() throws IOException {
    var a = replica();
    for (int i = 0; i < 320; i++) {
      a.log().announce(change(i));
      if (i % 4 == 0) {
        a.log().announce(Announcement.of(change(i).key(), "f" + i, false));
      }
    }
    var read = all(a.records(), 0);
    assertThat(read).hasSize(640);
    var late = replica();
    assertThat(all(late.records(), 0)).as("from the log").isEqualTo(read);
    assertThat(all(late.records(), 411)).isEqualTo(read.subList(411, 640));
    clock.pass(LogObjects.KEPT.plus(Duration.ofMinutes(1)));
    objects.shorten(clock.instant(), segments);
    assertThat(segments.firsts()).hasSize(3).first().isEqualTo(1L);
    assertThat(objects.oldest()).isEqualTo(300);
    var later = replica();
    assertThat(all(later.records(), 0)).as("from segments").isEqualTo(read);
    assertThat(all(later.records(), 500)).isEqualTo(read.subList(500, 640));
    assertThat(later.records().after(0, 0).last()).isEqualTo(640);
    BUCKET.client().delete(BUCKET.prefix() + "events/%016d".formatted(1));
    var cut = replica().records().after(0, 1);
    assertThat(cut.number()).as("the oldest has gone").isEqualTo(cut.oldest()).isGreaterThan(1);
    assertThat(cut.records()).containsExactly(read.get((int) cut.number() - 1));
  }

  @Test
  void whoWaitsIsWokenByAnotherReplicasRecord() throws Exception {
    var a = replica();
    var b = replica();
    var woken = new ArrayList<Boolean>();
    var waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    woken.add(b.records().await(0, Duration.ofMinutes(1)));
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    a.log().announce(change(1));
    b.log().poll();
    waiting.join();
    assertThat(woken).containsExactly(true);
    b.records().release();
    await().until(() -> !b.records().await(100, Duration.ofMinutes(1)));
  }
}
