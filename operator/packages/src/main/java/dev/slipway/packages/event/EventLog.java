package dev.slipway.packages.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.thread.Arrivals;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of a domain, numbered from 1 without gaps, the newest 64 MiB of them. Who adds never
 * waits for the disk; an event can be read once it is there. Thread-safe.
 */
public final class EventLog implements EventStream, EventRecorder.Sink, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  /** More than the journal of manifests ever holds, so that all it tells again is known here. */
  private static final int FILES = 16;

  private static final long FILE_BYTES = 4 << 20;
  private static final int MOST_AT_ONCE = 256;

  /** Forcing a file takes a disk some time whatever was written, so what comes soon comes along. */
  private static final Duration GATHERED = Duration.ofMillis(20);

  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
  private static final Duration SETTLED = Duration.ofSeconds(10);
  private static final String ID = "\"id\":\"";

  /** What waits to be written: events, or somebody who waits for those before. */
  private record Waiting(List<ObjectNode> events, CompletableFuture<Void> written) {}

  private final EventFiles files;

  /**
   * Identities of what was there at the start; nothing once changes are told for the first time.
   */
  private volatile Set<String> known = Set.of();

  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Arrivals arrivals;
  private final Thread writer = Thread.ofPlatform().name("events").daemon().unstarted(this::run);

  public EventLog(Path folder) throws IOException {
    this(folder, FILE_BYTES, FILES);
  }

  EventLog(Path folder, long fileBytes, int most) throws IOException {
    var there = new HashSet<String>();
    files = new EventFiles(folder, fileBytes, most, line -> there.add(id(line)));
    arrivals = new Arrivals(files::last);
    known = there;
    writer.start();
  }

  /** Lines are written by this class, so that the identity is where it is looked for. */
  private static String id(String line) {
    int begin = line.indexOf(ID) + ID.length();
    return line.substring(begin, Math.max(begin, line.indexOf('"', begin)));
  }

  /** Those that were added before are passed over. */
  @Override
  public void add(List<ObjectNode> events, boolean again) {
    if (!again) {
      known = Set.of();
    }
    var fresh =
        again
            ? events.stream().filter(e -> !known.contains(e.path("id").asText())).toList()
            : events;
    if (!fresh.isEmpty()) {
      queue.add(new Waiting(fresh, new CompletableFuture<>()));
    }
  }

  @Override
  public void settle() throws IOException {
    var waiting = new Waiting(List.of(), new CompletableFuture<>());
    queue.add(waiting);
    try {
      waiting.written().get(SETTLED.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while events are written", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("events cannot be written", e);
    }
  }

  private void run() {
    try {
      while (closing.getCount() > 0 || !queue.isEmpty()) {
        var first = queue.poll(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          var batch = new ArrayList<Waiting>();
          batch.add(first);
          closing.await(GATHERED.toMillis(), TimeUnit.MILLISECONDS);
          queue.drainTo(batch, MOST_AT_ONCE);
          write(batch);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(List<Waiting> batch) throws InterruptedException {
    while (true) {
      try {
        long number = files.last();
        var lines = new ArrayList<String>();
        for (var waiting : batch) {
          for (var event : waiting.events()) {
            lines.add(EventDocument.numbered(event, ++number).toString());
          }
        }
        if (!lines.isEmpty()) {
          files.append(lines);
        }
        batch.forEach(w -> w.written().complete(null));
        arrivals.came();
        return;
      } catch (IOException e) {
        LOG.warn("events cannot be written, they wait: {}", e.getMessage());
        if (closing.await(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
          // They are told again at the next start.
          return;
        }
      }
    }
  }

  @Override
  public Page after(long number, int most) throws IOException {
    var events = files.after(number, most);
    long begin = Math.max(number, files.oldest() - 1);
    return new Page(events, begin + events.size(), files.oldest(), files.last());
  }

  @Override
  public boolean await(long number, Duration longest) throws InterruptedException {
    return arrivals.await(number, longest);
  }

  @Override
  public void release() {
    arrivals.release();
  }

  /** Ends after what was added so far. */
  @Override
  public void close() throws IOException {
    release();
    closing.countDown();
    queue.add(new Waiting(List.of(), new CompletableFuture<>()));
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    files.close();
  }
}
