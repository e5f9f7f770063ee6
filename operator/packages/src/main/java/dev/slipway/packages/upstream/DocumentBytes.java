package dev.slipway.packages.upstream;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.upstream.Documents.Document;
import dev.slipway.packages.upstream.Documents.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of external documents, decoded, in the store. They can be had again, so nothing is
 * forced to the disk. Thread-safe.
 */
final class DocumentBytes {

  private final BlobStore blobs;

  DocumentBytes(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** The document of an entry; empty when its bytes are gone. */
  Optional<Document> find(DocumentIndex.Entry entry) throws IOException {
    return blobs
        .find(entry.digests().digest())
        .map(
            file ->
                new Document(
                    entry.digests(), entry.type(), file, HttpDates.parse(entry.lastModified())));
  }

  /** Whether bytes are what they were; those that are not are removed. */
  boolean intact(Digests digests) throws IOException {
    var file = blobs.find(digests.digest());
    if (file.isEmpty()) {
      return false;
    }
    boolean intact = Hashing.of(file.get()).equals(digests);
    if (!intact) {
      blobs.remove(digests.digest());
    }
    return intact;
  }

  /**
   * Keeps the body of an answer.
   *
   * @throws UpstreamException when it is not what its kind of document looks like
   */
  Digests keep(Outbound.Answer answer, String url, Kind kind) throws IOException {
    var encoding = answer.headers().firstValue("Content-Encoding").orElse("");
    var type = answer.headers().firstValue("Content-Type").orElse("");
    var decoded =
        switch (encoding) {
          case "", "identity" -> answer.body();
          case "gzip", "x-gzip" -> new GZIPInputStream(answer.body(), 1 << 13);
          default -> throw new UpstreamException(url + " comes encoded as " + encoding);
        };
    var file = blobs.aside();
    try {
      var digests = Hashing.copy(new Bounded(decoded, kind.largest(), url), file);
      var problem = kind.belief().problem(new Document(digests, type, file, null));
      if (problem.isPresent()) {
        throw new UpstreamException(url + " answers with something else: " + problem.get());
      }
      blobs.keepForNow(file, digests);
      return digests;
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
