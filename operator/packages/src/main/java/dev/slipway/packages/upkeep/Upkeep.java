package dev.slipway.packages.upkeep;

import dev.slipway.packages.identity.Unanswered;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.HotBlobs;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.store.Store;
import dev.slipway.packages.upstream.Documents;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a store small and whole: an hourly look at all of it, a scrub, and the repositories'
 * retention rules once a day. {@link #tick} does what is due; of replicas that share a bucket only
 * one does, and all note what they use. Thread-safe.
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
  private final Catalog catalog;
  private final Place place;
  private final PublishedBytes published;
  private final JobTimes times;
  private final Scrub scrub;
  private final Retention retention;
  private final ReentrantLock running = new ReentrantLock();
  private Rounds rounds;

  /**
   * Upkeep of an open store, which replicas that share it do by turns.
   *
   * @param ready whether the catalog is complete; nothing is removed before
   */
  public static Upkeep of(
      Store.Open store,
      Catalog catalog,
      Limits limits,
      InstantSource clock,
      CollectorRegistry registry,
      BooleanSupplier ready)
      throws IOException {
    var folder = store.folder();
    var pace = Pace.gentle();
    var place =
        store.shared().isPresent()
            ? Place.of(store.shared().get(), pace)
            : Place.of(folder, store.blobs(), clock, Volume.of(folder), pace);
    var bytes = new HotBlobs(store.blobs());
    return new Upkeep(place, bytes, store.manifests(), catalog, limits, clock, registry, ready);
  }

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
    this.limits = limits;
    this.clock = clock;
    this.catalog = catalog;
    this.ready = ready;
    metrics = new UpkeepMetrics(registry);
    uses = new UseTimes(place.notes().table("uses"), clock);
    blobs = new WatchedBlobs(bytes, uses, limits);
    published = new PublishedBytes(place.notes(), clock);
    manifests = new CountedManifests(known, published.read());
    scrub = new Scrub(bytes, place.shelf(), place.notes(), clock, place.pace());
    retention = new Retention(catalog, manifests);
    times = new JobTimes(place.notes(), place.turn().shared(), clock);
    if (place.empty() && !place.artifacts().complete()) {
      place.artifacts().completed();
    }
    place.problem().ifPresent(LOG::warn);
  }

  /** Says where documents of external repositories are; nothing is removed before. */
  @Override
  public void watch(Documents documents) {
    var roots = new Roots(catalog, manifests, documents, place.artifacts(), limits.artifactAge());
    rounds =
        new Rounds(
            place, roots, uses, blobs, manifests, published, limits.cacheBytes(), clock, metrics);
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
    place.artifacts().stored(digest);
  }

  @Override
  public boolean holds(String digest) throws IOException {
    if (place.artifacts().holds(digest)) {
      return true;
    }
    if (!place.artifacts().complete()) {
      throw new Unanswered("the artifacts of this older store are still being found; try again");
    }
    return false;
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public Optional<String> problem() {
    return place.problem();
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
      run("usage", () -> published.changed().ifPresent(manifests::counted));
      if (place.turn().mine()) {
        if (ready.getAsBoolean() && rounds != null) {
          jobs();
        }
        run("usage", () -> published.note(manifests.count()));
      }
    } finally {
      running.unlock();
    }
  }

  private void jobs() {
    var now = clock.instant();
    if (times.due("retention", DAY, now)) {
      run("retention", () -> retention.run(false, now, metrics::removed));
    }
    if (place.problem().isEmpty()
        && (times.due("round", HOUR, now) || (times.due("round", SOON, now) && rounds.beyond()))) {
      run("round", this::round);
    }
    if (times.due("scrub", HOUR, now)) {
      run("scrub", this::scrub);
    }
  }

  private interface Job {
    void run() throws IOException;
  }

  private void run(String name, Job job) {
    try {
      times.begun(name);
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
      rounds.run();
    } finally {
      running.unlock();
    }
  }

  @Override
  public void garbage(Finding.Listener listener) throws IOException {
    rounds.dry(listener);
  }

  @Override
  public void retention(Finding.Listener listener) throws IOException {
    retention.run(true, clock.instant(), listener);
  }
}
