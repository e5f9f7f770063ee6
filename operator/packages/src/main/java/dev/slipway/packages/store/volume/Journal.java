package dev.slipway.packages.store.volume;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that are on the disk when {@link #append} returns. Many that append at once share one
 * flush. The journal is a row of files: {@link #rotate} begins a new one, so that those whose
 * records have been written elsewhere can be removed, see {@link JournalFiles}. Thread-safe.
 */
public final class Journal implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final int MOST_AT_ONCE = 256;
  private static final int MOST_EARLY = 1000;
  private static final int EARLY_SECONDS = 1;

  /** Reads what earlier processes appended, in order. */
  public interface Reader {
    void read(byte[] record) throws IOException;
  }

  /** A framed record on its way. */
  private record Waiting(ByteBuffer frame, CompletableFuture<Void> done) {}

  /** A framed record that nobody waits for. */
  private record Early(ByteBuffer frame, Runnable then) {}

  private static final Waiting END = new Waiting(ByteBuffer.allocate(0), new CompletableFuture<>());

  private final JournalFiles files;
  private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final Queue<Early> early = new ConcurrentLinkedQueue<>();

  private final AtomicInteger waitingEarly = new AtomicInteger();

  /** Of the writer's: early records that are not on the disk yet. */
  private final List<Early> carried = new ArrayList<>();

  private final Thread writer = Thread.ofPlatform().name("journal").daemon().unstarted(this::run);
  private volatile boolean closed;

  /**
   * Opens the journal of a folder.
   *
   * @throws IOException also when a file is damaged, see {@link Frames#replay}
   */
  public Journal(Path folder, Reader reader) throws IOException {
    files = new JournalFiles(folder, reader);
    writer.start();
  }

  /**
   * Appends a record and returns when it is on the disk.
   *
   * @throws IOException when it is not; it will not be found later, either
   */
  public void append(byte[] record) throws IOException {
    await(Frames.of(record));
  }

  /**
   * Returns when what was appended early is on the disk.
   *
   * @throws IOException when it is not, and goes on waiting
   */
  public void settle() throws IOException {
    await(ByteBuffer.allocate(0));
  }

  private void await(ByteBuffer frame) throws IOException {
    var waiting = new Waiting(frame, new CompletableFuture<>());
    queue.add(waiting);
    if (closed) {
      failRest();
    }
    try {
      waiting.done().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted; the record may be there or not");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  /**
   * Appends a record that is on the disk when a later {@link #append} returns, or in a second.
   *
   * @param then run when it is, before that append returns
   * @throws IOException when the journal is closed, or when a thousand wait already, because the
   *     disk takes none
   */
  public void appendEarly(byte[] record, Runnable then) throws IOException {
    var frame = Frames.of(record);
    if (closed) {
      throw closed();
    }
    if (waitingEarly.incrementAndGet() > MOST_EARLY) {
      waitingEarly.decrementAndGet();
      append(record);
      then.run();
      return;
    }
    early.add(new Early(frame, then));
  }

  private void run() {
    try {
      while (true) {
        var batch = new ArrayList<Waiting>();
        var first = queue.poll(EARLY_SECONDS, TimeUnit.SECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, MOST_AT_ONCE);
        }
        // Whatever was early for one of the batch is there by now.
        for (var next = early.poll(); next != null; next = early.poll()) {
          carried.add(next);
        }
        if (batch.isEmpty() && carried.isEmpty()) {
          continue;
        }
        boolean end = batch.remove(END);
        write(batch);
        if (end) {
          closed = true;
          failRest();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static IOException closed() {
    return new IOException("the journal is closed");
  }

  private void failRest() {
    for (var left = queue.poll(); left != null; left = queue.poll()) {
      left.done().completeExceptionally(closed());
    }
  }

  private void write(List<Waiting> batch) {
    var frames = new ArrayList<ByteBuffer>();
    carried.forEach(e -> frames.add(e.frame().rewind()));
    batch.stream().map(Waiting::frame).filter(ByteBuffer::hasRemaining).forEach(frames::add);
    try {
      files.append(frames);
      carried.forEach(Journal::tell);
      waitingEarly.addAndGet(-carried.size());
      carried.clear();
      batch.forEach(w -> w.done().complete(null));
    } catch (IOException e) {
      batch.forEach(w -> w.done().completeExceptionally(e));
    }
  }

  /** The writer goes on, whatever somebody does who is told. */
  private static void tell(Early early) {
    try {
      early.then().run();
    } catch (RuntimeException e) {
      LOG.error("somebody who is told of a record fails", e);
    }
  }

  /** Bytes that have been appended since the last rotation. */
  public long size() {
    return files.size();
  }

  /**
   * Begins a new file.
   *
   * @return the number of the new file, for {@link #forget}
   */
  public long rotate() throws IOException {
    return files.rotate();
  }

  /** Removes the files before this one: their records are kept elsewhere. */
  public void forget(long before) throws IOException {
    files.forget(before);
  }

  /** Ends after what has been given so far. */
  @Override
  public void close() throws IOException {
    queue.add(END);
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    files.close();
  }
}
