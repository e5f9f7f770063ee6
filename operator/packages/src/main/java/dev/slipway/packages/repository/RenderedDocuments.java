package dev.slipway.packages.repository;

import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.http.Rendered;
import java.io.IOException;
import java.util.Set;

/**
 * Documents about packages that were made and are still true, in memory. Thread-safe: two that ask
 * at once for what nobody made may both make it.
 */
public final class RenderedDocuments {

  private static final long BYTES = 24 << 20;

  /** Makes the bytes of a document. */
  public interface Maker {
    Rendered make() throws IOException, InterruptedException;
  }

  private record Made(Overview.Stamp stamp, Set<String> heldBack, Rendered document) {}

  private final Remembered<Made> made = new Remembered<>(BYTES, m -> m.document().weight());

  /**
   * The document, made anew when what it was made of has changed.
   *
   * @param key which document of which package
   */
  public Rendered find(Object key, Overview overview, Maker maker)
      throws IOException, InterruptedException {
    var stamp = overview.stamp();
    var known = made.get(key);
    if (known.isPresent()
        && known.get().stamp().equals(stamp)
        && known.get().heldBack().equals(overview.heldBack())) {
      return known.get().document();
    }
    var document = maker.make();
    made.put(key, new Made(stamp, overview.heldBack(), document));
    return document;
  }
}
