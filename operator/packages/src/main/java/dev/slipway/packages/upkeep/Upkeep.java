package dev.slipway.packages.upkeep;

import dev.slipway.packages.identity.Unanswered;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upstream.Documents;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a store small and whole: an hourly look at all of it, a scrub, and the repositories'
 * retention rules once a day. {@link #tick} does what is due. Thread-safe.
 */
public final class Upkeep implements Care {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration SOON = Duration.ofMinutes(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final Limits limits;
  private final InstantSource clock;
  private final BooleanSupplier ready;
  private final UpkeepMetrics metrics;
  private final UseTimes uses;
  private final WatchedBlobs blobs;
  private final CountedManifests manifests;
  private final Artifacts artifacts;
  private final Catalog catalog;
  private final Place place;
  private final Path folder;
  private final Scrub scrub;
  private final Retention retention;
  private final ReentrantLock running = new ReentrantLock();
  private Roots roots;
  private Instant rounded = Instant.EPOCH;
  private Instant scrubbed = Instant.EPOCH;
  private Instant retained = Instant.EPOCH;
  private long cached;
  private long addedBefore;

  /**
   * Upkeep of a store.
   *
   * @param store folder of the store
   * @param bytes the blobs themselves
   * @param ready whether the catalog is complete; nothing is removed before
   */
  public Upkeep(
      Path store,
      BlobStore bytes,
      Manifests known,
      Catalog catalog,
      Limits limits,
      InstantSource clock,
      CollectorRegistry registry,
      BooleanSupplier ready)
      throws IOException {
    this(
        new Place(store, Volume.of(store), Pace.gentle()),
        bytes,
        known,
        catalog,
        limits,
        clock,
        registry,
        ready);
  }

  /** Where a store is, and how fast jobs may be there. */
  record Place(Path store, Volume volume, Pace pace) {}

  Upkeep(
      Place place,
      BlobStore bytes,
      Manifests known,
      Catalog catalog,
      Limits limits,
      InstantSource clock,
      CollectorRegistry registry,
      BooleanSupplier ready)
      throws IOException {
    this.place = place;
    var store = place.store();
    this.limits = limits;
    this.clock = clock;
    this.catalog = catalog;
    this.ready = ready;
    folder = Files.createDirectories(store.resolve("upkeep"));
    metrics = new UpkeepMetrics(registry);
    uses = new UseTimes(folder.resolve("uses"), clock);
    blobs = new WatchedBlobs(bytes, uses, limits);
    manifests = new CountedManifests(known, usage());
    artifacts = new Artifacts(store, clock);
    scrub = new Scrub(bytes, store, clock, place.pace());
    retention = new Retention(catalog, manifests);
    if (!artifacts.complete() && empty(store.resolve("blobs").resolve("sha256"))) {
      artifacts.completed();
    }
  }

  private static boolean empty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return true;
    }
    try (var files = Files.list(folder)) {
      return files.findFirst().isEmpty();
    }
  }

  /** Says where documents of external repositories are; nothing is removed before. */
  @Override
  public void watch(Documents documents) {
    roots = new Roots(catalog, manifests, documents, artifacts, limits.artifactAge());
  }

  /** The blobs, for all who serve: their use is noted. */
  @Override
  public BlobStore blobs() {
    return blobs;
  }

  /** The manifests, for all who serve: what is published is counted. */
  @Override
  public Manifests manifests() {
    return manifests;
  }

  @Override
  public void stored(String digest) throws IOException {
    artifacts.stored(digest);
  }

  @Override
  public boolean holds(String digest) throws IOException {
    if (artifacts.holds(digest)) {
      return true;
    }
    if (!artifacts.complete()) {
      throw new Unanswered("the artifacts of this older store are still being found; try again");
    }
    return false;
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public boolean works() {
    return true;
  }

  @Override
  public Optional<Refusal> against(Manifest before, Arrival arrival) {
    return limits.against(before, arrival, manifests.bytes());
  }

  @Override
  public long room() {
    return limits.privateBytes() - manifests.bytes();
  }

  /** Writes what is only in memory, and runs the jobs that are due. */
  @Override
  public void tick() {
    if (!running.tryLock()) {
      return;
    }
    try {
      run("uses", uses::flush);
      if (!ready.getAsBoolean() || roots == null) {
        return;
      }
      var now = clock.instant();
      if (due(retained, DAY, now)) {
        retained = now;
        run("retention", () -> retention.run(false, now, metrics::removed));
      }
      if (due(rounded, HOUR, now) || (due(rounded, SOON, now) && beyond())) {
        rounded = now;
        run("round", this::round);
      }
      if (due(scrubbed, HOUR, now)) {
        scrubbed = now;
        run("scrub", this::scrub);
      }
    } finally {
      running.unlock();
    }
  }

  private static boolean due(Instant last, Duration each, Instant now) {
    return !last.plus(each).isAfter(now);
  }

  /** Whether so much came since the last round that cached content may be beyond its budget. */
  private boolean beyond() {
    long more = blobs.added() - addedBefore;
    try {
      return more > 0
          && cached + more
              > Eviction.budget(
                  limits.cacheBytes(),
                  cached + more,
                  place.volume().free(),
                  place.volume().total());
    } catch (IOException e) {
      return false;
    }
  }

  private interface Job {
    void run() throws IOException;
  }

  private void run(String name, Job job) {
    try {
      job.run();
      metrics.lastRun.labels(name).set(clock.millis() / 1000.0);
    } catch (IOException | RuntimeException e) {
      metrics.failures.labels(name).inc();
      LOG.error("upkeep, {}: {}", name, e.toString());
    }
  }

  private void scrub() throws IOException {
    scrub.run(metrics::removed);
    metrics.quarantined.set((double) scrub.setAside());
  }

  /** Looks at the whole store now, and removes what is due. */
  void round() throws IOException {
    running.lock();
    try {
      addedBefore = blobs.added();
      var amounts =
          new Round(
                  roundStore(),
                  place.pace(),
                  false,
                  clock.instant(),
                  finding -> {
                    if (finding.what().equals("erased") || finding.what().equals("evicted")) {
                      metrics.removed(finding);
                    }
                  })
              .run();
      cached = amounts.get(Round.Kind.CACHED).bytes();
      manifests.counted(amounts.get(Round.Kind.PRIVATE).bytes());
      usage(manifests.bytes());
      amounts.forEach(
          (kind, amount) -> {
            var label = kind.name().toLowerCase(Locale.ROOT);
            metrics.bytes.labels(label).set((double) amount.bytes());
            metrics.blobs.labels(label).set((double) amount.blobs());
          });
    } finally {
      running.unlock();
    }
  }

  @Override
  public void garbage(Finding.Listener listener) throws IOException {
    new Round(roundStore(), Pace.FREE, true, clock.instant(), listener).run();
  }

  @Override
  public void retention(Finding.Listener listener) throws IOException {
    retention.run(true, clock.instant(), listener);
  }

  private Round.Store roundStore() {
    return new Round.Store(
        blobs,
        roots,
        uses,
        artifacts,
        new DigestFile(folder.resolve("condemned")),
        place.volume(),
        limits.cacheBytes());
  }

  private long usage() throws IOException {
    try {
      return Long.parseLong(Files.readString(folder.resolve("usage")).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  private void usage(long bytes) throws IOException {
    var part = folder.resolve("usage.part");
    Files.writeString(part, Long.toString(bytes));
    Files.move(
        part,
        folder.resolve("usage"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
