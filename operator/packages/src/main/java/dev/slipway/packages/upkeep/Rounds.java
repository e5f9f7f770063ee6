package dev.slipway.packages.upkeep;

import java.io.IOException;
import java.time.InstantSource;

/** The looks at a whole store, and how much the last of them found. One at a time. */
final class Rounds {

  private final Place place;
  private final Roots roots;
  private final UseTimes uses;
  private final WatchedBlobs blobs;
  private final CountedManifests manifests;
  private final PublishedBytes published;
  private final long cacheBytes;
  private final InstantSource clock;
  private final UpkeepMetrics metrics;
  private long cached;
  private long addedBefore;

  /**
   * The looks at a store.
   *
   * @param cacheBytes that content may have which can be had again
   */
  Rounds(
      Place place,
      Roots roots,
      UseTimes uses,
      WatchedBlobs blobs,
      CountedManifests manifests,
      PublishedBytes published,
      long cacheBytes,
      InstantSource clock,
      UpkeepMetrics metrics) {
    this.place = place;
    this.roots = roots;
    this.uses = uses;
    this.blobs = blobs;
    this.manifests = manifests;
    this.published = published;
    this.cacheBytes = cacheBytes;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Whether so much came since the last look that cached content may be beyond its budget. */
  boolean beyond() {
    long more = blobs.added() - addedBefore;
    try {
      return more > 0
          && cached + more
              > Eviction.budget(
                  cacheBytes, cached + more, place.volume().free(), place.volume().total());
    } catch (IOException e) {
      return false;
    }
  }

  /** Looks at the whole store now, and removes what is due. */
  void run() throws IOException {
    addedBefore = blobs.added();
    var amounts =
        new Round(
                store(),
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
    published.write(manifests.count());
    metrics.counted(amounts);
  }

  /** Tells what a look would do now. */
  void dry(Finding.Listener listener) throws IOException {
    new Round(store(), Pace.FREE, true, clock.instant(), listener).run();
  }

  private Round.Store store() {
    return new Round.Store(
        blobs, roots, uses, place.artifacts(), place.notes().table("condemned"), place, cacheBytes);
  }
}
