package dev.slipway.packages.advisory;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.policy.Fixes;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.Manifests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The advisories of a domain: files that an administrator puts, kept in the store, and an index of
 * them in memory that is swapped as a whole. Nothing is asked outside. What another replica has put
 * is seen within half a minute of use. Thread-safe.
 */
public final class Advisories {

  private static final Logger LOG = LoggerFactory.getLogger(Advisories.class);
  private static final Duration LOOKED = Duration.ofSeconds(30);
  private static final long PATIENCE_SECONDS = 10;

  /** The advisories are still being read after a start; ask again. */
  public static final class StillReading extends IOException {
    private static final long serialVersionUID = 1L;

    StillReading() {
      super("the advisories are still being read; ask again in a few seconds");
    }
  }

  private record State(SortedMap<String, Source> sources, AdvisoryIndex index, Instant changedAt) {}

  private final BlobStore blobs;
  private final Pointers pointers;
  private final InstantSource clock;
  private final AdvisoryLimits limits;
  private final CountDownLatch read = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<Instant> looked = new AtomicReference<>();
  private volatile State state;

  public Advisories(
      BlobStore blobs, Manifests manifests, InstantSource clock, AdvisoryLimits limits) {
    this.blobs = blobs;
    this.pointers = new Pointers(manifests);
    this.clock = clock;
    this.limits = limits;
    state = new State(Collections.emptySortedMap(), AdvisoryIndex.EMPTY, clock.instant());
    looked.set(clock.instant());
  }

  /** Begins to read what the store has. */
  public void start() {
    Thread.ofVirtual().name("advisories").start(this::refresh);
  }

  /** Reads what the store has and memory does not; a source that cannot be read is noted. */
  void refresh() {
    lock.lock();
    try {
      var wanted = pointers.all();
      var known = state.sources();
      if (wanted.keySet().equals(known.keySet())
          && wanted.entrySet().stream()
              .allMatch(w -> known.get(w.getKey()).is(w.getValue().file().digest()))) {
        return;
      }
      var next = new TreeMap<String, Source>();
      for (var source : wanted.entrySet()) {
        var before = known.get(source.getKey());
        boolean same = before != null && before.is(source.getValue().file().digest());
        next.put(
            source.getKey(),
            same ? before : restored(source.getKey(), source.getValue(), memory(next)));
      }
      swap(next);
    } catch (IOException e) {
      LOG.warn("advisories cannot be read: {}", e.getMessage());
    } finally {
      lock.unlock();
      read.countDown();
    }
  }

  private Source restored(String name, Pointers.Pointer pointer, long used) {
    var digest = pointer.file().digest();
    try {
      var file = blobs.find(digest);
      if (file.isEmpty()) {
        LOG.warn("advisories {}: the store does not give {}", name, digest);
        return new Source(
            name, "", 0, pointer.uploadedAt(), Content.NONE, "the store does not give " + digest);
      }
      var content = OsvFile.read(file.get(), limits.withMemory(limits.memory() - used));
      LOG.info("advisories {}: {} read, {} bad", name, content.advisories(), content.bad());
      return source(name, pointer, content, "");
    } catch (IOException | UnusableFile e) {
      LOG.warn("advisories {} cannot be read: {}", name, e.getMessage());
      return source(name, pointer, Content.NONE, e.getMessage());
    }
  }

  private static Source source(
      String name, Pointers.Pointer pointer, Content content, String problem) {
    var file = pointer.file();
    return new Source(name, file.digest(), file.size(), pointer.uploadedAt(), content, problem);
  }

  private static long memory(SortedMap<String, Source> sources) {
    return sources.values().stream().mapToLong(s -> s.content().memory()).sum();
  }

  private void swap(SortedMap<String, Source> sources) {
    state =
        new State(
            Collections.unmodifiableSortedMap(sources),
            new AdvisoryIndex(sources.values().stream().map(s -> s.content().affected()).toList()),
            clock.instant());
  }

  /**
   * All advisories as they are now.
   *
   * @throws StillReading when a start has not read them in ten seconds
   */
  public AdvisoryIndex index() throws StillReading, InterruptedException {
    return current().index();
  }

  /** What is known of a package's fixes; nothing while a start still reads. */
  public Fixes fixes(PackageName name) {
    var ecosystem = Ecosystem.of(name.format());
    if (ecosystem.isEmpty() || read.getCount() > 0) {
      return Fixes.NONE;
    }
    look();
    var known = state.index().find(ecosystem.get(), ecosystem.get().normal(name));
    return known.isEmpty() ? Fixes.NONE : new KnownFixes(known);
  }

  /** When the index became what it is. */
  public Instant changedAt() throws StillReading, InterruptedException {
    return current().changedAt();
  }

  /** The files that were put, in the order of their names. */
  public List<Source> sources() throws StillReading, InterruptedException {
    return List.copyOf(current().sources().values());
  }

  private State current() throws StillReading, InterruptedException {
    if (!read.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new StillReading();
    }
    look();
    return state;
  }

  private void look() {
    var before = looked.get();
    var now = clock.instant();
    if (now.isAfter(before.plus(LOOKED)) && looked.compareAndSet(before, now)) {
      start();
    }
  }

  /**
   * Takes a file as a source's only one. It is read before anything changes.
   *
   * @throws UnusableFile when it is refused; the source stays as it was
   */
  public Source put(String name, InputStream in) throws IOException, UnusableFile {
    var file = blobs.aside();
    try {
      var digests = receive(in, file);
      lock.lock();
      try {
        var others = new TreeMap<>(state.sources());
        others.remove(name);
        var content = OsvFile.read(file, limits.withMemory(limits.memory() - memory(others)));
        blobs.keep(file, digests);
        var pointer = new Pointers.Pointer(digests, clock.instant());
        pointers.put(name, pointer);
        others.put(name, source(name, pointer, content, ""));
        swap(others);
        LOG.info("advisories {}: {} put, {} bad", name, content.advisories(), content.bad());
        return others.get(name);
      } finally {
        lock.unlock();
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Digests receive(InputStream in, Path file) throws IOException, UnusableFile {
    var hashing = new Hashing();
    long size = 0;
    try (var out = Files.newOutputStream(file)) {
      var buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > limits.file()) {
          throw new UnusableFile("a file has at most " + limits.file() + " bytes", true);
        }
        hashing.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    return hashing.digests();
  }

  /**
   * Removes a source.
   *
   * @return whether it was there
   */
  public boolean remove(String name) throws IOException {
    lock.lock();
    try {
      boolean was = pointers.all().containsKey(name);
      pointers.remove(name);
      var others = new TreeMap<>(state.sources());
      others.remove(name);
      swap(others);
      return was;
    } finally {
      lock.unlock();
    }
  }
}
