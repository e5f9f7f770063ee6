package dev.slipway.packages.repository;

import dev.slipway.packages.call.Call;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.FileAnswer;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Refusal;
import dev.slipway.packages.repository.Packages.Found;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.LostBlobException;
import java.io.IOException;
import java.nio.file.Files;
import org.eclipse.jetty.http.HttpHeader;

/** Answers with files of the store, and with refusals, in the same way for all formats. */
public final class Delivery {

  private final BlobStore blobs;

  public Delivery(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** The store whose files these are. */
  public BlobStore blobs() {
    return blobs;
  }

  /** The bytes of a small file. */
  public byte[] bytes(Found found) throws IOException, InterruptedException {
    var digest = digests(found).digest();
    return Files.readAllBytes(blobs.find(digest).orElseThrow(() -> new LostBlobException(digest)));
  }

  /** Answers with a file that is there, or comes in while it is read. */
  public void file(Found found, String type, Exchange exchange)
      throws IOException, InterruptedException {
    switch (found) {
      case Found.Stored(var digests) -> stored(digests, type, exchange);
      case Found.Flowing(var fetch) -> {
        boolean unknown = "HEAD".equals(exchange.method()) && fetch.length() < 0;
        if (exchange.header("Range") != null || unknown) {
          fetch.awaitWhole();
          stored(fetch.digests(), type, exchange);
          return;
        }
        exchange.attachment();
        exchange.set(HttpHeader.CONTENT_TYPE, type);
        try (var out = exchange.begin(200, fetch.length())) {
          if (!"HEAD".equals(exchange.method())) {
            fetch.copyTo(out);
            Call.gives(digests(found).digest());
          }
        }
      }
    }
  }

  private void stored(Digests digests, String type, Exchange exchange) throws IOException {
    checksums(digests, exchange);
    exchange.set(HttpHeader.CONTENT_TYPE, type);
    var answer = new FileAnswer(exchange);
    if (answer.unchanged(etag(digests))) {
      return;
    }
    var small = blobs.small(digests);
    if (small.isPresent()) {
      answer.content(small.get());
      given(digests, exchange);
      return;
    }
    var file = blobs.find(digests.digest());
    if (file.isEmpty()) {
      throw new LostBlobException(digests.digest());
    }
    answer.content(file.get(), digests.size());
    given(digests, exchange);
  }

  private static void given(Digests digests, Exchange exchange) {
    if ("GET".equals(exchange.method()) && (exchange.status() == 200 || exchange.status() == 206)) {
      Call.gives(digests.digest());
    }
  }

  /** Newer Mavens take the checksums from here and do not ask for them. */
  public static void checksums(Digests digests, Exchange exchange) {
    exchange.set("X-Checksum-Sha1", digests.sha1());
    exchange.set("X-Checksum-Sha256", digests.sha256());
  }

  /** The entity tag of these bytes. */
  public static String etag(Digests digests) {
    return "\"" + digests.sha256() + "\"";
  }

  /** The digests of a file; waits for its end when it flows. */
  public static Digests digests(Found found) throws IOException, InterruptedException {
    return switch (found) {
      case Found.Stored(var digests) -> digests;
      case Found.Flowing(var fetch) -> {
        fetch.awaitWhole();
        yield fetch.digests();
      }
    };
  }

  /** The status code of a refusal. */
  public static int status(Refusal refusal) {
    return switch (refusal.reason()) {
      case CONFLICT -> 409;
      case BLOCKED -> 403;
      case NOT_FOUND -> 404;
      case TOO_LARGE -> 413;
      case FULL -> 507;
    };
  }

  /** Answers that something is not done, and why. */
  public static void refuse(Refusal refusal, Exchange exchange) throws IOException {
    exchange.answer(status(refusal), refusal.message());
  }
}
