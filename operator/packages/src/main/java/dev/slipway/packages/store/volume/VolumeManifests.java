package dev.slipway.packages.store.volume;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.store.ChangeRecorder;
import dev.slipway.packages.store.ManifestJson;
import dev.slipway.packages.store.ManifestJson.Written;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.store.NameTurns;
import dev.slipway.packages.store.Names;
import dev.slipway.packages.store.PackageNames;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests on a volume that one process writes: a change is a record of the journal, and in time a
 * file for each package, see {@link dev.slipway.packages.store.ManifestPaths}. Memory holds the
 * names of all packages, what the journal alone has, and some manifests that were used last.
 */
public final class VolumeManifests implements Manifests, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(VolumeManifests.class);

  /** Its manifests are in memory, where they take about three times as much. */
  private static final long JOURNAL_BYTES = 16 << 20;

  /** Of files whose manifests are in memory, which takes about three times as much. */
  private static final long BYTES_IN_MEMORY = 6 << 20;

  private static final int STRIPES = 64;

  private final ObjectMapper json = ManifestJson.mapper();
  private final ManifestFiles files;
  private final Journal journal;
  private final ChangeRecorder recorder;
  private final long journalBytes;
  private final PackageNames names = new PackageNames();
  private final NameTurns turns = new NameTurns();
  private final ConcurrentMap<PackageKey, Manifest> unwritten = new ConcurrentHashMap<>();
  private final Remembered<Loaded> used = new Remembered<>(BYTES_IN_MEMORY, Loaded::bytes);
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);
  private final ExecutorService checkpoints;
  private final AtomicBoolean checkpoint = new AtomicBoolean();

  /** A manifest, and how long its file is. */
  private record Loaded(Manifest manifest, int bytes) {}

  public VolumeManifests(Path folder) throws IOException {
    this(folder, ChangeRecorder.NONE);
  }

  public VolumeManifests(Path folder, ChangeRecorder recorder) throws IOException {
    this(folder, recorder, Optional.empty());
  }

  /**
   * Manifests of a folder.
   *
   * @param disk of the folder, when it can be forced as a whole
   */
  VolumeManifests(Path folder, ChangeRecorder recorder, Optional<Disk> disk) throws IOException {
    this(
        folder,
        recorder,
        disk,
        JOURNAL_BYTES,
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("checkpoint").daemon().factory()));
  }

  /**
   * @param journalBytes of the journal before its changes go into files
   * @param checkpoints does that; ends with the store
   */
  VolumeManifests(
      Path folder,
      ChangeRecorder recorder,
      Optional<Disk> disk,
      long journalBytes,
      ExecutorService checkpoints)
      throws IOException {
    this.recorder = recorder;
    this.journalBytes = journalBytes;
    this.checkpoints = checkpoints;
    files = new ManifestFiles(folder.resolve("manifests"), disk);
    var damaged = files.each(names::add);
    journal = new Journal(folder.resolve("journal"), this::replay);
    damaged.removeAll(unwritten.keySet().stream().map(files::file).toList());
    if (!damaged.isEmpty()) {
      journal.close();
      throw new IOException(damaged.getFirst() + " is damaged: restore the volume from a backup");
    }
  }

  /** Shows what has not been written to files yet. */
  void eachUnwritten(Consumer<Manifest> each) {
    unwritten.values().forEach(each);
  }

  private Written read(byte[] bytes) throws IOException {
    return json.readValue(bytes, Written.class);
  }

  private void replay(byte[] record) throws IOException {
    var written = read(record);
    remember(written.key(), written.manifest());
    if (written.recorded() != null) {
      recorder.happened(written.recorded(), true);
    }
  }

  private void remember(PackageKey key, Manifest manifest) {
    unwritten.put(key, manifest);
    used.forget(key);
    if (manifest.isEmpty()) {
      names.remove(key);
    } else {
      names.add(key);
    }
  }

  @Override
  public Manifest get(PackageKey key) throws IOException {
    if (!names.has(key)) {
      return Manifest.EMPTY;
    }
    var known = unwritten.get(key);
    if (known != null) {
      return known;
    }
    var loaded = used.get(key);
    return loaded.isPresent() ? loaded.get().manifest() : load(key);
  }

  /** Under the package's lock, so that what is read cannot be older than what is remembered. */
  private Manifest load(PackageKey key) throws IOException {
    ConnectionThread.mayWait();
    var lock = lock(key);
    lock.lock();
    try {
      var known = unwritten.get(key);
      if (known != null) {
        return known;
      }
      var bytes = files.read(key);
      var manifest = read(bytes).manifest();
      used.put(key, new Loaded(manifest, bytes.length));
      return manifest;
    } catch (NoSuchFileException e) {
      return Manifest.EMPTY;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Manifest change(PackageKey key, Change change) throws IOException {
    return change(key, change, false);
  }

  @Override
  public Manifest changeEarly(PackageKey key, Change change) throws IOException {
    return change(key, change, true);
  }

  private Manifest change(PackageKey key, Change change, boolean early) throws IOException {
    ConnectionThread.mayWait();
    Manifest next;
    var lock = lock(key);
    lock.lock();
    try {
      var old = get(key);
      next = change.apply(old);
      if (next.equals(old)) {
        return old;
      }
      append(key, old, next, early);
    } finally {
      lock.unlock();
    }
    if (journal.size() > journalBytes && checkpoint.compareAndSet(false, true)) {
      try {
        checkpoints.execute(this::tryCheckpoint);
      } catch (RejectedExecutionException e) {
        // The store ends; the next process finds the changes in the journal.
        LOG.debug("no manifests are written to their files any more", e);
      }
    }
    return next;
  }

  private void append(PackageKey key, Manifest old, Manifest next, boolean early)
      throws IOException {
    var recorded = recorder.describe(key, old, next);
    var record = json.writeValueAsBytes(Written.of(key, next, recorded));
    if (!early) {
      journal.append(record);
      remember(key, next);
      told(recorded);
      return;
    }
    remember(key, next);
    try {
      journal.appendEarly(record, () -> told(recorded));
    } catch (IOException e) {
      remember(key, old);
      throw e;
    }
  }

  private void told(String recorded) {
    if (recorded != null) {
      recorder.happened(recorded, false);
    }
  }

  private void tryCheckpoint() {
    try {
      checkpoint();
    } catch (IOException e) {
      // The changes are in the journal; the next one tries this again.
      LOG.warn("manifests cannot be written to their files: {}", e.getMessage());
    } finally {
      checkpoint.set(false);
    }
  }

  @Override
  public <T> T alone(PackageName name, Step<T> step) throws IOException {
    ConnectionThread.mayWait();
    return turns.alone(name, step);
  }

  private ReentrantLock lock(PackageKey key) {
    return stripes[Math.floorMod(key.hashCode(), STRIPES)];
  }

  @Override
  public Names names() {
    return names;
  }

  /** Writes what only the journal has into files, and shortens the journal. */
  private void checkpoint() throws IOException {
    long from = journal.rotate();
    // Whatever was appended to the files before is remembered once its package's lock is free.
    var waiting = new TreeMap<PackageKey, Manifest>();
    for (var stripe : stripes) {
      stripe.lock();
      try {
        unwritten.forEach(
            (key, manifest) -> {
              if (lock(key).equals(stripe)) {
                waiting.put(key, manifest);
              }
            });
      } finally {
        stripe.unlock();
      }
    }
    // What was said of a change stands in its record alone, so that must be there first.
    journal.settle();
    files.write(waiting);
    for (var entry : waiting.entrySet()) {
      var lock = lock(entry.getKey());
      lock.lock();
      try {
        unwritten.remove(entry.getKey(), entry.getValue());
      } finally {
        lock.unlock();
      }
    }
    recorder.settle();
    journal.forget(from);
  }

  @Override
  public void close() throws IOException {
    // What does not get into files stays in the journal.
    checkpoints.shutdownNow();
    checkpoints.close();
    journal.close();
  }
}
