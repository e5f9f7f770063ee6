package dev.slipway.packages.store.s3;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.store.ManifestJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes that one replica announces together.
 *
 * @param id of this entry alone, so that its writer knows it again
 * @param at when it was written, milliseconds since 1970, by its writer's clock
 * @param before number of the last record of the entries before
 */
record LogEntry(String id, long at, long before, List<Announcement> changes) {

  private static final ObjectMapper JSON = ManifestJson.mapper();

  /**
   * A manifest that was changed.
   *
   * @param etag the object's entity tag since then
   * @param gone whether nothing is left of the package
   * @param recorded what the recorder said of the change, a JSON array; null for nothing
   * @param published by how many bytes more are published since, or fewer when negative; an older
   *     version does not say
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record Announcement(
      String repository,
      Format format,
      String namespace,
      String name,
      String etag,
      boolean gone,
      String recorded,
      long published) {

    static Announcement of(PackageKey key, String etag, boolean gone, String recorded) {
      var name = key.name();
      return new Announcement(
          key.repository(), name.format(), name.namespace(), name.name(), etag, gone, recorded, 0);
    }

    static Announcement of(PackageKey key, String etag, boolean gone) {
      return of(key, etag, gone, null);
    }

    Announcement withPublished(long more) {
      return new Announcement(repository, format, namespace, name, etag, gone, recorded, more);
    }

    /** The same when others have heard already of what was recorded. */
    Announcement withoutRecords() {
      return new Announcement(repository, format, namespace, name, etag, gone, null, published);
    }

    PackageKey key() {
      return new PackageKey(
          repository, new PackageName(format, namespace == null ? "" : namespace, name));
    }
  }

  static LogEntry read(byte[] bytes) throws IOException {
    return JSON.readValue(bytes, LogEntry.class);
  }

  byte[] bytes() throws IOException {
    return JSON.writeValueAsBytes(this);
  }

  /** The records of its changes, in their order. */
  List<String> records() throws IOException {
    var all = new ArrayList<String>();
    for (var change : changes) {
      if (change.recorded() != null) {
        JSON.readTree(change.recorded()).forEach(record -> all.add(record.toString()));
      }
    }
    return all;
  }
}
