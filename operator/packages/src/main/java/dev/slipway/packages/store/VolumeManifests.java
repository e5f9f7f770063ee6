package dev.slipway.packages.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests on a volume that one process writes: a change is a record of the journal, and in time a
 * file for each package, see {@link ManifestPaths}. Memory holds the names of all packages, what
 * the journal alone has, and some manifests that were used last.
 */
public final class VolumeManifests implements Manifests, Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(VolumeManifests.class);
  private static final long JOURNAL_BYTES = 32 << 20;
  private static final int MOST_IN_MEMORY = 2_000;
  private static final int STRIPES = 64;

  /** A manifest and whose it is, as the journal and the files have it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Written(
      String repository, Format format, String namespace, String name, Manifest manifest) {

    static Written of(PackageKey key, Manifest manifest) {
      var name = key.name();
      return new Written(key.repository(), name.format(), name.namespace(), name.name(), manifest);
    }

    PackageKey key() {
      return new PackageKey(repository, new PackageName(format, namespace, name));
    }
  }

  /** What a newer version wrote beside what is known here is passed over. */
  private final ObjectMapper json =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .build();

  private final ManifestPaths paths;
  private final Journal journal;
  private final long journalBytes;
  private final ConcurrentMap<String, NavigableSet<PackageName>> names = new ConcurrentHashMap<>();
  private final ConcurrentMap<PackageKey, Manifest> unwritten = new ConcurrentHashMap<>();
  private final Map<PackageKey, Manifest> used = Collections.synchronizedMap(new Recent());
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);
  private final ReentrantLock checkpoint = new ReentrantLock();

  /** The manifests that were used last. */
  private static final class Recent extends LinkedHashMap<PackageKey, Manifest> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<PackageKey, Manifest> eldest) {
      return size() > MOST_IN_MEMORY;
    }
  }

  public VolumeManifests(Path folder) throws IOException {
    this(folder, JOURNAL_BYTES);
  }

  VolumeManifests(Path folder, long journalBytes) throws IOException {
    var root = folder.resolve("manifests");
    paths = new ManifestPaths(root);
    this.journalBytes = journalBytes;
    Files.createDirectories(root);
    try (var files = Files.walk(root)) {
      for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (ManifestPaths.unfinished(file)) {
          Files.delete(file);
          continue;
        }
        var key = paths.key(file);
        known(key.isPresent() ? key.get() : read(file).key());
      }
    }
    journal = new Journal(folder.resolve("journal"), this::replay);
  }

  private Written read(Path file) throws IOException {
    return json.readValue(Files.readAllBytes(file), Written.class);
  }

  private void replay(byte[] record) throws IOException {
    var written = json.readValue(record, Written.class);
    remember(written.key(), written.manifest());
  }

  private void remember(PackageKey key, Manifest manifest) {
    unwritten.put(key, manifest);
    used.remove(key);
    if (manifest.isEmpty()) {
      of(key.repository()).remove(key.name());
    } else {
      known(key);
    }
  }

  private void known(PackageKey key) {
    of(key.repository()).add(key.name());
  }

  private NavigableSet<PackageName> of(String repository) {
    return names.computeIfAbsent(repository, r -> new ConcurrentSkipListSet<>());
  }

  @Override
  public Manifest get(PackageKey key) throws IOException {
    var all = names.get(key.repository());
    if (all == null || !all.contains(key.name())) {
      return Manifest.EMPTY;
    }
    var known = unwritten.get(key);
    if (known == null) {
      known = used.get(key);
    }
    return known == null ? load(key) : known;
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
      var manifest = read(paths.file(key)).manifest();
      used.put(key, manifest);
      return manifest;
    } catch (NoSuchFileException e) {
      return Manifest.EMPTY;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Manifest change(PackageKey key, Change change) throws IOException {
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
      journal.append(json.writeValueAsBytes(Written.of(key, next)));
      remember(key, next);
    } finally {
      lock.unlock();
    }
    if (journal.size() > journalBytes && checkpoint.tryLock()) {
      try {
        checkpoint();
      } catch (IOException e) {
        // The change itself is in the journal; the next one tries this again.
        LOG.warn("manifests cannot be written to their files: {}", e.getMessage());
      } finally {
        checkpoint.unlock();
      }
    }
    return next;
  }

  private ReentrantLock lock(PackageKey key) {
    return stripes[Math.floorMod(key.hashCode(), STRIPES)];
  }

  @Override
  public List<PackageName> list(String repository, PackageName after, int most) {
    var all = names.get(repository);
    if (all == null) {
      return List.of();
    }
    return (after == null ? all : all.tailSet(after, false)).stream().limit(most).toList();
  }

  @Override
  public Set<String> repositories() {
    return Set.copyOf(names.keySet());
  }

  @Override
  public List<PackageName> list(String repository, Format format) {
    var all = names.get(repository);
    return all == null
        ? List.of()
        : all.tailSet(new PackageName(format, "", " "), true).stream()
            .takeWhile(n -> n.format() == format)
            .toList();
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
    for (var entry : waiting.entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
    for (var entry : waiting.entrySet()) {
      var lock = lock(entry.getKey());
      lock.lock();
      try {
        unwritten.remove(entry.getKey(), entry.getValue());
      } finally {
        lock.unlock();
      }
    }
    journal.forget(from);
  }

  private void write(PackageKey key, Manifest manifest) throws IOException {
    var target = paths.file(key);
    Files.createDirectories(target.getParent());
    if (manifest.isEmpty()) {
      Files.deleteIfExists(target);
    } else {
      var part = ManifestPaths.aside(target);
      try (var out =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(json.writeValueAsBytes(Written.of(key, manifest)));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    try (var folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
