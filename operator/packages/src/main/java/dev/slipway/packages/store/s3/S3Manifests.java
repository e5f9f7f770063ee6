package dev.slipway.packages.store.s3;

import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.s3.Retry;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.s3.S3Exception;
import dev.slipway.packages.store.ChangeRecorder;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.store.NameTurns;
import dev.slipway.packages.store.Names;
import dev.slipway.packages.store.PackageNames;
import dev.slipway.packages.store.RecordLog;
import dev.slipway.packages.store.s3.LogEntry.Announcement;
import dev.slipway.packages.store.s3.ManifestObjects.Held;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Manifests in a bucket that several replicas write: a change is one conditional write of the
 * package's object, and is announced in the {@link ChangeLog} before it is acknowledged.
 * Thread-safe.
 */
public final class S3Manifests implements Manifests, Closeable {

  private static final int CHANGES_IN_MEMORY = 10_000;
  private static final int ATTEMPTS = 12;
  private static final int ID_BYTES = 9;

  private final ManifestObjects objects;
  private final ChangeRecorder recorder;
  private final InstantSource clock;
  private final ChangeLog log;
  private final Records records;
  private final PackageNames names = new PackageNames();
  private final NameTurns turns = new NameTurns();
  private final NameClaims claims;
  private final RecentChanges changes = new RecentChanges(CHANGES_IN_MEMORY);
  private final KnownManifests known;
  private final Upkeep upkeep;
  private final PublishedBytes published = new PublishedBytes();
  private volatile boolean opened;

  /**
   * The manifests of a bucket.
   *
   * @param prefix what all keys begin with, empty or with a slash at the end
   * @param recorder says what is recorded of changes; it is announced with them
   */
  public S3Manifests(S3Client client, String prefix, ChangeRecorder recorder, InstantSource clock)
      throws IOException {
    this(client, prefix, recorder, clock, System::nanoTime);
  }

  /**
   * @param nanos by which claims of names become too old
   */
  S3Manifests(
      S3Client client,
      String prefix,
      ChangeRecorder recorder,
      InstantSource clock,
      LongSupplier nanos)
      throws IOException {
    this.recorder = recorder;
    this.clock = clock;
    objects = new ManifestObjects(client, prefix, clock);
    var entries = new LogObjects(client, prefix);
    var segments = new RecordSegments(client, prefix);
    records = new Records(entries, segments);
    log = new ChangeLog(client, entries, records, clock, this::heard);
    known = new KnownManifests(objects, log, names, changes);
    claims = new NameClaims(client, prefix, log::hear, () -> objects.each(names::add), nanos);
    // Whatever a list does not show yet was announced a moment ago.
    log.open();
    objects.each(names::add);
    opened = true;
    upkeep = new Upkeep(log, entries, segments, this::again, () -> objects.each(names::add), clock);
  }

  private void heard(long number, Announcement change) {
    var key = change.key();
    changes.heard(key, number, change.etag());
    published.heard(number, change.published());
    if (!change.gone()) {
      names.add(key);
    } else if (names.has(key)) {
      // It may have come back before this was announced, so its object is asked.
      if (opened) {
        Thread.startVirtualThread(() -> look(key));
      } else {
        look(key);
      }
    }
  }

  private void look(PackageKey key) {
    try {
      known.load(key);
    } catch (IOException e) {
      // The name stays until somebody reads the package.
    }
  }

  /** Begins again at the end of the log, after so long a pause that its entries may be gone. */
  private void again() throws IOException {
    changes.forget(Long.MAX_VALUE);
    objects.each(names::add);
    // Some of the last entries are heard again.
    published.heardBefore(log.position());
    log.open();
    changes.forget(log.position());
    objects.each(names::add);
  }

  @Override
  public Manifest get(PackageKey key) throws IOException {
    ConnectionThread.mayWait();
    if (!names.has(key) && log.current()) {
      return Manifest.EMPTY;
    }
    var believed = known.believed(key);
    return (believed.isPresent() ? believed.get() : known.load(key)).manifest();
  }

  @Override
  public Manifest change(PackageKey key, Change change) throws IOException {
    ConnectionThread.mayWait();
    Changed changed;
    var lock = known.lock(key);
    lock.lock();
    try {
      changed = changed(key, change);
    } finally {
      lock.unlock();
    }
    if (!changed.news().isEmpty()) {
      log.announce(changed.news());
    }
    return changed.held().manifest();
  }

  /** Under the package's lock. */
  private Changed changed(PackageKey key, Change change) throws IOException {
    var id = id();
    var before = known.last(key);
    var base = before;
    boolean fresh = false;
    String recorded = null;
    long more = 0;
    var unheard = List.<Announcement>of();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (base.writes().contains(id)) {
        return Changed.of(key, unheard, base, recorded, more);
      }
      var next = change.apply(base.manifest());
      if (!next.equals(base.manifest())) {
        recorded = recorder.describe(key, base.manifest(), next);
        more = next.published(key.repository()) - base.manifest().published(key.repository());
        unheard = unheard(key, base);
        var now = known.now();
        try {
          var written = objects.write(key, base, next, id, recorded);
          if (written.isPresent()) {
            known.remember(key, written.get(), now);
            return Changed.of(key, unheard, written.get(), recorded, more);
          }
        } catch (S3Exception e) {
          return Changed.of(key, unheard, after(key, id, e), recorded, more);
        }
        if (fresh) {
          var part = ThreadLocalRandom.current().nextDouble();
          LockSupport.parkNanos(Retry.pause(attempt, part).toNanos());
        }
      } else if (fresh) {
        // Whoever wrote what is new here may have died before it could announce it.
        return base.equals(before)
            ? new Changed(base, unheard(key, base))
            : Changed.of(key, List.of(), base, base.recent(clock.instant()), 0);
      }
      base = known.read(key);
      fresh = true;
    }
    throw new S3Exception(
        key.name()
            + " of "
            + key.repository()
            + ": too many change it at once; this change was not made, try again");
  }

  /**
   * What was recorded of the last write, while nobody has heard of it: its writer may be dead, and
   * whoever writes over it is the last who knows.
   */
  private List<Announcement> unheard(PackageKey key, Held base) {
    var text = base.recent(clock.instant());
    return text == null || records.knows(text)
        ? List.of()
        : List.of(Announcement.of(key, base.etag(), false, text));
  }

  /** What is there when nobody knows whether a write was done. */
  private Held after(PackageKey key, String id, S3Exception failure) throws IOException {
    Held there;
    try {
      there = known.read(key);
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
    if (!there.writes().contains(id)) {
      throw failure;
    }
    return there;
  }

  private static String id() {
    var bytes = new byte[ID_BYTES];
    ThreadLocalRandom.current().nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }

  @Override
  public <T> T alone(PackageName name, Step<T> step) throws IOException {
    ConnectionThread.mayWait();
    return turns.alone(name, () -> claims.alone(name, step));
  }

  /** What was recorded of changes, by all replicas. */
  public RecordLog records() {
    return records;
  }

  @Override
  public Names names() {
    return names;
  }

  /** Of a writer that died before it could announce its change nothing is told. */
  @Override
  public boolean count(Counting counting) {
    published.tell(counting);
    return true;
  }

  /** Also packages whose writer died before it could announce them. */
  @Override
  public void catchUp() throws IOException {
    objects.each(names::add);
    log.poll();
  }

  @Override
  public void close() {
    upkeep.close();
  }
}
