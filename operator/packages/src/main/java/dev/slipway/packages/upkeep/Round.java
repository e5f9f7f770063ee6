package dev.slipway.packages.upkeep;

import dev.slipway.packages.store.BlobStore.Blob;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One look at the whole store: counts what is there, erases garbage, and evicts cached content that
 * is beyond its budget. It may end anywhere: the next one begins anew, and what one has condemned
 * counts only once it is written as a whole.
 */
final class Round {

  /** Whoever found a blob has this long to open it. */
  private static final Duration OPENING = Duration.ofMinutes(10);

  private static final int NANOS_EACH = 20_000;
  private static final int NANOS_REMOVED = 1_000_000;

  /** What keeps a blob. */
  enum Kind {
    PRIVATE,
    CACHED,
    ARTIFACTS,
    GARBAGE;

    static Kind of(int marks) {
      if ((marks & Roots.HELD) != 0) {
        return PRIVATE;
      }
      if ((marks & Roots.ARTIFACT) != 0) {
        return ARTIFACTS;
      }
      return marks == 0 ? GARBAGE : CACHED;
    }
  }

  /** How much is there of a kind. */
  record Amount(long blobs, long bytes) {
    static final Amount NONE = new Amount(0, 0);

    Amount plus(long more) {
      return new Amount(blobs + 1, bytes + more);
    }
  }

  /** What a round works on. */
  record Store(
      WatchedBlobs blobs,
      Roots roots,
      UseTimes uses,
      Artifacts artifacts,
      Table condemned,
      Place place,
      long cacheBytes) {}

  private final Store store;
  private final Place place;
  private final Pace pace;
  private final boolean dry;
  private final Instant now;
  private final Finding.Listener listener;
  private final Map<Kind, Amount> amounts = new EnumMap<>(Kind.class);
  private final DigestTable condemned = new DigestTable();
  private final DigestTable used = new DigestTable();
  private final TreeMap<Integer, Long> cached = new TreeMap<>();
  private DigestTable marks;
  private DigestTable uses;
  private DigestTable before;

  /**
   * A round that is about to begin.
   *
   * @param dry whether nothing is changed, and only told what would be
   */
  Round(Store store, Pace pace, boolean dry, Instant now, Finding.Listener listener) {
    this.store = store;
    place = store.place();
    this.pace = pace;
    this.dry = dry;
    this.now = now;
    this.listener = listener;
    for (var kind : Kind.values()) {
      amounts.put(kind, Amount.NONE);
    }
  }

  /** Runs, and returns what was there. */
  Map<Kind, Amount> run() throws IOException {
    uses = store.uses().load(!dry);
    before = store.condemned().read(!dry);
    marks = store.roots().mark(uses, now, !dry, pace);
    if (!store.artifacts().complete()) {
      adopt();
    }
    store.blobs().each(this::look);
    if (!dry) {
      store.condemned().replace(condemned);
      store.uses().replace(used);
    }
    evict();
    return amounts;
  }

  /** Nothing tells which blobs of an older store are artifacts: all that may be stay. */
  private void adopt() throws IOException {
    store
        .blobs()
        .each(
            blob -> {
              long key = DigestTable.key(blob.digest());
              if (marks.get(key) == 0) {
                marks.mark(key, Roots.ARTIFACT);
                if (!dry) {
                  store.artifacts().stored(blob.digest());
                }
              }
            });
    if (!dry) {
      store.artifacts().completed();
    }
  }

  private Instant touched(Blob blob) {
    var use = UseTimes.instant(uses.get(DigestTable.key(blob.digest())));
    return use.isAfter(blob.keptAt()) ? use : blob.keptAt();
  }

  private void look(Blob blob) throws IOException {
    pace.spend(NANOS_EACH);
    long key = DigestTable.key(blob.digest());
    var kind = Kind.of(marks.get(key));
    if (uses.get(key) != 0) {
      used.raise(key, uses.get(key));
    }
    if (kind == Kind.GARBAGE && judge(blob, key)) {
      return;
    }
    if (kind == Kind.CACHED) {
      cached.merge(UseTimes.minute(touched(blob)), blob.size(), Long::sum);
    }
    amounts.merge(kind, Amount.NONE.plus(blob.size()), (a, _) -> a.plus(blob.size()));
  }

  /** Returns whether the blob has gone. */
  private boolean judge(Blob blob, long key) throws IOException {
    var touched = touched(blob);
    int minute = before.get(key);
    var since = minute == 0 ? null : UseTimes.instant(minute);
    var verdict = Garbage.judge(touched, since, now);
    switch (verdict) {
      case YOUNG -> tell("young", blob, "nothing refers to it yet; last used " + touched);
      case CONDEMNED -> {
        condemned.raise(key, UseTimes.minute(now));
        tell("condemned", blob, "nothing refers to it; last used " + touched);
      }
      case WAITING -> {
        condemned.raise(key, minute);
        tell("waiting", blob, "nothing refers to it; condemned " + since);
      }
      case ERASED -> {
        if (dry || remove(blob, now.minus(Garbage.GRACE))) {
          pace.spend(NANOS_REMOVED);
          tell("erased", blob, "nothing refers to it; condemned " + since);
          return !dry;
        }
      }
    }
    return false;
  }

  private boolean remove(Blob blob, Instant since) throws IOException {
    place.turn().check();
    return store.blobs().removeUnused(blob, since);
  }

  private void evict() throws IOException {
    long sum = amounts.get(Kind.CACHED).bytes();
    var plan =
        Eviction.of(
            cached,
            Eviction.budget(
                store.cacheBytes(), sum, place.volume().free(), place.volume().total()));
    if (plan.equals(Eviction.NONE)) {
      return;
    }
    store
        .blobs()
        .each(
            blob -> {
              var touched = touched(blob);
              if (Kind.of(marks.get(DigestTable.key(blob.digest()))) == Kind.CACHED
                  && UseTimes.minute(touched) <= plan.until()
                  && !blob.keptAt().isAfter(now.minus(place.settled()))
                  && (dry || remove(blob, now.minus(OPENING)))) {
                pace.spend(NANOS_REMOVED);
                tell("evicted", blob, "it can be had again; last used " + touched);
                if (!dry) {
                  amounts.computeIfPresent(
                      Kind.CACHED, (_, a) -> new Amount(a.blobs() - 1, a.bytes() - blob.size()));
                }
              }
            });
  }

  private void tell(String what, Blob blob, String why) throws IOException {
    listener.found(new Finding(what, blob.digest(), blob.size(), why));
  }
}
