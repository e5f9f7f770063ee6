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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One file on its way in from an upstream, and all who read it meanwhile. Readers follow the
 * growing file, so that a slow one delays nobody and one that leaves matters to nobody.
 */
public final class Fetch {

  private enum State {
    WAITING,
    FLOWING,
    DONE,
    ABSENT,
    FAILED
  }

  private static final int BLOCK = 1 << 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private State state = State.WAITING;
  private final List<Arrived> listeners = new ArrayList<>();
  private Path file;
  private FileChannel channel;
  private int readers;
  private long available;
  private long length = -1;
  private Instant lastModified;
  private Digests digests;
  private UpstreamException failure;

  /** Bytes are about to be written to the file; it is kept open, so it may be moved meanwhile. */
  void flowing(Path file, long length, Instant lastModified) throws IOException {
    var opened = FileChannel.open(file, StandardOpenOption.READ);
    update(
        () -> {
          this.lastModified = lastModified;
          channel = opened;
          this.length = length;
          state = State.FLOWING;
        });
  }

  void more(long available) {
    update(() -> this.available = available);
  }

  /** Told when a file is whole, before its readers get to its end. */
  public interface Arrived {
    void arrived(Digests digests) throws IOException;
  }

  /** Tells of the whole file: when it has come, or now when it has come already. */
  public void whenWhole(Arrived listener) throws IOException {
    lock.lock();
    try {
      if (state != State.DONE) {
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
          this.digests = digests;
          state = State.DONE;
          changed.signalAll();
          closeUnused();
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
    update(() -> state = State.ABSENT);
  }

  void failed(UpstreamException why) {
    update(
        () -> {
          failure = why;
          state = State.FAILED;
        });
  }

  private void update(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
      closeUnused();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the growing file once it has ended and its last reader has left. */
  private void closeUnused() {
    if (channel == null || readers > 0 || state == State.FLOWING) {
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
    lock.lock();
    try {
      while (state == State.WAITING) {
        changed.await();
      }
      if (state == State.FAILED) {
        throw failure.again();
      }
      return state != State.ABSENT;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the file is whole. */
  public void awaitWhole() throws UpstreamException, InterruptedException {
    ConnectionThread.mayWait();
    lock.lock();
    try {
      while (state == State.WAITING || state == State.FLOWING) {
        changed.await();
      }
      if (state == State.FAILED) {
        throw failure.again();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of the whole file; -1 when the upstream did not say and it is still flowing. */
  public long length() {
    lock.lock();
    try {
      return digests == null ? length : digests.size();
    } finally {
      lock.unlock();
    }
  }

  /** When the upstream says that the file was changed last; null when it does not say. */
  public Instant lastModified() {
    lock.lock();
    try {
      return lastModified;
    } finally {
      lock.unlock();
    }
  }

  /** The digests; null while the file flows. */
  public Digests digests() {
    lock.lock();
    try {
      return digests;
    } finally {
      lock.unlock();
    }
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
      if (state == State.FAILED) {
        throw failure.again();
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
    lock.lock();
    try {
      while (state == State.FLOWING && available == position) {
        changed.await();
      }
      if (state == State.FAILED) {
        throw failure.again();
      }
      return state == State.DONE ? digests.size() : available;
    } finally {
      lock.unlock();
    }
  }
}
