package dev.slipway.packages.store.s3;

import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.store.s3.LogEntry.Announcement;
import dev.slipway.packages.store.s3.ManifestObjects.Held;
import java.util.ArrayList;
import java.util.List;

/**
 * What is there after a change.
 *
 * @param news what others may not have heard of, in its order
 */
record Changed(Held held, List<Announcement> news) {

  /**
   * A change that was made.
   *
   * @param unheard what came before it
   * @param recorded what the recorder said of it; null for nothing
   * @param published by how many bytes more are published
   */
  static Changed of(
      PackageKey key, List<Announcement> unheard, Held held, String recorded, long published) {
    var news = new ArrayList<>(unheard);
    news.add(
        Announcement.of(key, held.etag(), held.manifest().isEmpty(), recorded)
            .withPublished(published));
    return new Changed(held, List.copyOf(news));
  }
}
