package dev.slipway.packages.upstream;

import dev.slipway.packages.model.Digests;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private State state = State.WAITING;
  private Path file;
  private FileChannel channel;
  private int readers;
  private long available;
  private long length = -1;
  private Digests digests;
  private String failure;

  /** Bytes are about to be written to the file; it is kept open, so it may be moved meanwhile. */
  void flowing(Path file, long length) throws IOException {
    var opened = FileChannel.open(file, StandardOpenOption.READ);
    update(
        () -> {
          channel = opened;
          this.length = length;
          state = State.FLOWING;
        });
  }

  void more(long available) {
    update(() -> this.available = available);
  }

  void done(Path file, Digests digests) {
    update(
        () -> {
          this.file = file;
          this.digests = digests;
          state = State.DONE;
        });
  }

  void absent() {
    update(() -> state = State.ABSENT);
  }

  void failed(String why) {
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
    lock.lock();
    try {
      while (state == State.WAITING) {
        changed.await();
      }
      if (state == State.FAILED) {
        throw new UpstreamException(failure);
      }
      return state != State.ABSENT;
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
      var buffer = ByteBuffer.allocate(1 << 16);
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
        throw new UpstreamException(failure);
      }
      return state == State.DONE ? digests.size() : available;
    } finally {
      lock.unlock();
    }
  }
}
