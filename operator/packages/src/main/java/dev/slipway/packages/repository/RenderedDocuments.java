package dev.slipway.packages.repository;

import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.http.Rendered;
import dev.slipway.packages.thread.ConnectionThread;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

/**
 * Documents about packages that were made and are still true, in memory; made once for all who ask
 * at the same time. Thread-safe.
 */
public final class RenderedDocuments {

  private static final long BYTES = 24 << 20;

  /** Makes the bytes of a document. */
  public interface Maker {
    Rendered make() throws IOException, InterruptedException;
  }

  /** What a document was made of. */
  private record Truth(Overview.Stamp stamp, Set<String> heldBack) {}

  private record Made(Object truth, Rendered document) {}

  private record Wanted(Object key, Object truth) {}

  private final ConcurrentMap<Wanted, CompletableFuture<Rendered>> making =
      new ConcurrentHashMap<>();
  private final Remembered<Made> made = new Remembered<>(BYTES, m -> m.document().weight());

  /**
   * The document, made anew when what it was made of has changed.
   *
   * @param key which document of which package
   */
  public Rendered find(Object key, Overview overview, Maker maker)
      throws IOException, InterruptedException {
    return find(key, new Truth(overview.stamp(), overview.heldBack()), maker);
  }

  /**
   * @param truth what the document is made of
   */
  Rendered find(Object key, Object truth, Maker maker) throws IOException, InterruptedException {
    var known = known(key, truth);
    if (known.isPresent()) {
      return known.get();
    }
    ConnectionThread.mayWait();
    var wanted = new Wanted(key, truth);
    var mine = new CompletableFuture<Rendered>();
    var other = making.putIfAbsent(wanted, mine);
    if (other != null) {
      try {
        return other.get();
      } catch (ExecutionException e) {
        return maker.make();
      }
    }
    try {
      // Somebody may have made it between the look and now.
      var meanwhile = known(key, truth);
      var document = meanwhile.isPresent() ? meanwhile.get() : maker.make();
      made.put(key, new Made(truth, document));
      mine.complete(document);
      return document;
    } finally {
      making.remove(wanted, mine);
      mine.completeExceptionally(new IllegalStateException("it could not be made"));
    }
  }

  private Optional<Rendered> known(Object key, Object truth) {
    return made.get(key).filter(m -> m.truth().equals(truth)).map(Made::document);
  }
}
