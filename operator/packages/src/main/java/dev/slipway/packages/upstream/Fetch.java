package dev.slipway.packages.upstream;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One file on its way in from an upstream, and all who read it meanwhile. Readers follow the
 * growing file, so that a slow one delays nobody and one that leaves matters to nobody.
 */
public final class Fetch {

  private static final int BLOCK = 1 << 16;

  private enum State {
    WAITING,
    FLOWING,
    DONE,
    ABSENT,
    FAILED
  }

  /**
   * How far it has come.
   *
   * @param length of the whole file; -1 when nobody knows
   * @param lastModified null when nobody knows
   * @param available bytes that can be read
   * @param digests of the whole file, when it is there
   * @param failure why it cannot be had
   */
  private record Seen(
      State state,
      long length,
      Instant lastModified,
      long available,
      Digests digests,
      UpstreamException failure) {

    Seen more(long available) {
      return new Seen(state, length, lastModified, available, digests, failure);
    }

    Seen ended(State state, Digests digests, UpstreamException failure) {
      return new Seen(
          state,
          digests == null ? length : digests.size(),
          lastModified,
          digests == null ? available : digests.size(),
          digests,
          failure);
    }
  }

  private interface When {
    boolean is(Seen seen);
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Arrived> listeners = new ArrayList<>();
  private volatile Seen seen = new Seen(State.WAITING, -1, null, 0, null, null);

  /** Ends at the next change, and wakes all who wait for it without their meeting at a lock. */
  private volatile CompletableFuture<Void> change = new CompletableFuture<>();

  private Path file;
  private FileChannel channel;
  private int readers;

  /** Bytes are about to be written to the file; it is kept open, so it may be moved meanwhile. */
  void flowing(Path file, long length, Instant lastModified) throws IOException {
    var opened = FileChannel.open(file, StandardOpenOption.READ);
    update(
        () -> {
          channel = opened;
          return new Seen(State.FLOWING, length, lastModified, 0, null, null);
        });
  }

  void more(long available) {
    update(() -> seen.more(available));
  }

  /** Told when a file is whole, before its readers get to its end. */
  public interface Arrived {
    void arrived(Digests digests) throws IOException;
  }

  /** Tells of the whole file: when it has come, or now when it has come already. */
  public void whenWhole(Arrived listener) throws IOException {
    lock.lock();
    try {
      if (seen.state() != State.DONE) {
        listeners.add(listener);
        return;
      }
    } finally {
      lock.unlock();
    }
    listener.arrived(digests());
  }

  /**
   * The file is whole; whoever wanted to know that is told first.
   *
   * @param last run before any reader gets to the end
   */
  void done(Path file, Digests digests, Runnable last) throws IOException {
    while (true) {
      List<Arrived> told;
      lock.lock();
      try {
        if (listeners.isEmpty()) {
          last.run();
          this.file = file;
          change(seen.ended(State.DONE, digests, null));
          return;
        }
        told = List.copyOf(listeners);
        listeners.clear();
      } finally {
        lock.unlock();
      }
      for (var listener : told) {
        listener.arrived(digests);
      }
    }
  }

  void absent() {
    update(() -> seen.ended(State.ABSENT, null, null));
  }

  void failed(UpstreamException why) {
    update(() -> seen.ended(State.FAILED, null, why));
  }

  private void update(Supplier<Seen> next) {
    lock.lock();
    try {
      change(next.get());
    } finally {
      lock.unlock();
    }
  }

  /** Under the lock. */
  private void change(Seen next) {
    seen = next;
    var old = change;
    change = new CompletableFuture<>();
    old.complete(null);
    closeUnused();
  }

  /** Waits until it has come so far, or has failed. */
  private Seen await(When when) throws UpstreamException, InterruptedException {
    while (true) {
      // Of before the look, so that no change is missed.
      var next = change;
      var now = seen;
      if (now.state() == State.FAILED) {
        throw now.failure().again();
      }
      if (when.is(now)) {
        return now;
      }
      try {
        next.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Closes the growing file once it has ended and its last reader has left. */
  private void closeUnused() {
    if (channel == null || readers > 0 || seen.state() == State.FLOWING) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = null;
  }

  /**
   * Waits until bytes flow.
   *
   * @return false when the upstream has no such file
   * @throws UpstreamException when it cannot be had
   */
  public boolean await() throws UpstreamException, InterruptedException {
    ConnectionThread.mayWait();
    return await(s -> s.state() != State.WAITING).state() != State.ABSENT;
  }

  /** Waits until the file is whole. */
  public void awaitWhole() throws UpstreamException, InterruptedException {
    ConnectionThread.mayWait();
    await(s -> s.state() != State.WAITING && s.state() != State.FLOWING);
  }

  /** Bytes of the whole file; -1 when the upstream did not say and it is still flowing. */
  public long length() {
    return seen.length();
  }

  /** When the upstream says that the file was changed last; null when it does not say. */
  public Instant lastModified() {
    return seen.lastModified();
  }

  /** The digests; null while the file flows. */
  public Digests digests() {
    return seen.digests();
  }

  /**
   * Writes the whole file, as fast as it comes.
   *
   * @throws UpstreamException when it breaks off
   */
  public void copyTo(OutputStream out) throws IOException, InterruptedException {
    var in = begin();
    try {
      long whole = length();
      var buffer = ByteBuffer.allocate((int) (whole <= 0 ? BLOCK : Math.min(BLOCK, whole)));
      long position = 0;
      while (true) {
        long until = awaitBeyond(position);
        if (until == position) {
          return;
        }
        while (position < until) {
          buffer.clear().limit((int) Math.min(buffer.capacity(), until - position));
          int n = in.read(buffer, position);
          if (n < 0) {
            throw new EOFException("the file ends at " + position + " of " + until + " bytes");
          }
          out.write(buffer.array(), 0, n);
          position += n;
        }
        out.flush();
      }
    } finally {
      end(in);
    }
  }

  private FileChannel begin() throws IOException {
    lock.lock();
    try {
      if (seen.state() == State.FAILED) {
        throw seen.failure().again();
      }
      if (channel == null) {
        return FileChannel.open(file, StandardOpenOption.READ);
      }
      readers++;
      return channel;
    } finally {
      lock.unlock();
    }
  }

  private void end(FileChannel in) throws IOException {
    lock.lock();
    try {
      if (in == channel) {
        readers--;
        closeUnused();
      } else {
        in.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private long awaitBeyond(long position) throws UpstreamException, InterruptedException {
    return await(s -> s.state() != State.FLOWING || s.available() != position).available();
  }
}
