package dev.slipway.packages.store.volume;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file system that a folder is on, which can be forced to the disk as a whole: that takes
 * little more than forcing one file and does for thousands. Source: syncfs(2); an error is reported
 * once to whoever had the folder open when it happened, so it stays open. Thread-safe.
 */
final class Disk implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Disk.class);

  /** How soon {@link #forceSoon} forces, for all who ask meanwhile. */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Others, such as those in user space, may take the call and force nothing. */
  private static final Set<String> KNOWN =
      Set.of("btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs");

  /** Linux has the call, and nobody else. */
  private static final Optional<Calls> CALLS = Calls.find();

  private static final int READ_ONLY = 0;
  private static final int CLOSE_ON_EXEC = 0x80000;

  /** EBADF, the answer about a file that is not open. */
  private static final int NO_FILE = 9;

  private final Path folder;
  private final Calls calls;
  private final int descriptor;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("disk").daemon().factory());
  private boolean closed;

  /** What the C library has, where the system lets this process call it. */
  private record Calls(MethodHandle open, MethodHandle syncfs, MethodHandle close) {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
        STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    @SuppressWarnings("restricted")
    static Optional<Calls> find() {
      var linker = Linker.nativeLinker();
      var library = linker.defaultLookup();
      var errno = Linker.Option.captureCallState("errno");
      var onOne = FunctionDescriptor.of(INT, INT);
      return library
          .find("syncfs")
          .map(
              syncfs ->
                  new Calls(
                      linker.downcallHandle(
                          library.findOrThrow("open"),
                          FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT),
                          errno,
                          Linker.Option.firstVariadicArg(2)),
                      linker.downcallHandle(syncfs, onOne, errno),
                      linker.downcallHandle(library.findOrThrow("close"), onOne, errno)))
          .filter(
              calls -> calls.run(state -> (int) calls.syncfs().invokeExact(state, -1)) == -NO_FILE);
    }

    /** One call, with room for the number of its error. */
    interface Call {
      int run(MemorySegment state) throws Throwable;
    }

    /** The result of a call; the negative number of its error when it fails. */
    int run(Call call) {
      try (var arena = Arena.ofConfined()) {
        var state = arena.allocate(STATE);
        int result = call.run(state);
        return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    int made(String what, Call call) throws IOException {
      int result = run(call);
      if (result < 0) {
        throw new IOException(what + " fails with error " + -result);
      }
      return result;
    }
  }

  private Disk(Path folder, Calls calls) throws IOException {
    this.folder = folder;
    this.calls = calls;
    try (var arena = Arena.ofConfined()) {
      var path = arena.allocateFrom(folder.toString());
      descriptor =
          calls.made(
              "opening " + folder,
              state -> (int) calls.open().invokeExact(state, path, READ_ONLY | CLOSE_ON_EXEC));
    }
  }

  /** The disk of a folder that is there; empty when it cannot be forced as a whole. */
  static Optional<Disk> of(Path folder) throws IOException {
    return CALLS.isPresent() && KNOWN.contains(Files.getFileStore(folder).type())
        ? Optional.of(new Disk(folder, CALLS.get()))
        : Optional.empty();
  }

  /** Forces one file to the disk, or the names of a folder. */
  static void force(Path path) throws IOException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Returns when all that was written so far, files and their names, is on the disk. */
  synchronized void force() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    calls.made(
        "forcing " + folder + " to the disk",
        state -> (int) calls.syncfs().invokeExact(state, descriptor));
  }

  /** Forces within a second. */
  void forceSoon() {
    if (asked.compareAndSet(false, true)) {
      try {
        var _ = thread.schedule(this::forceAsked, SOON.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        // It has been closed, and forced for the last time.
      }
    }
  }

  private void forceAsked() {
    asked.set(false);
    try {
      force();
    } catch (IOException e) {
      LOG.warn("what was written last may be lost when the machine stops: {}", e.getMessage());
    }
  }

  /** Forces what somebody still waits for. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    thread.shutdownNow();
    try {
      if (asked.get()) {
        force();
      }
    } finally {
      closed = true;
      calls.made("closing " + folder, state -> (int) calls.close().invokeExact(state, descriptor));
    }
  }
}
