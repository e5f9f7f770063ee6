package dev.slipway.packages.http;

import java.io.IOException;
import org.eclipse.jetty.http.HttpHeader;

/** The answer to a request for a document that this server makes. */
public final class DocumentAnswer {

  private final Exchange exchange;

  public DocumentAnswer(Exchange exchange) {
    this.exchange = exchange;
  }

  /** Answers with a document that was made for this request: conditional. */
  public void document(String type, byte[] bytes, String etag) {
    exchange.set("ETag", etag);
    if (ETags.matches(exchange.header(HttpHeader.IF_NONE_MATCH), etag)) {
      exchange.unchanged();
      return;
    }
    exchange.set("Content-Type", type);
    exchange.bytes(200, bytes);
  }

  /** Answers with what is known of something that never changes. */
  public void known(String type, byte[] bytes) throws IOException {
    exchange.isQuick();
    exchange.json(200, type, bytes);
  }

  /** Answers with a document that is ready: conditional, compressed for whom it may be. */
  public void rendered(Rendered document) throws IOException {
    exchange.isQuick();
    boolean gzip = Preference.gzip(exchange.header(HttpHeader.ACCEPT_ENCODING));
    exchange.set("Vary", "Accept, Accept-Encoding");
    exchange.set("Cache-Control", "private, no-cache");
    var etag = document.etag(gzip);
    exchange.set("ETag", etag);
    var known = exchange.header(HttpHeader.IF_NONE_MATCH);
    if (ETags.matches(known, etag) || ETags.matches(known, document.etag(!gzip))) {
      exchange.unchanged();
      return;
    }
    exchange.set("Content-Type", document.type());
    if (gzip) {
      exchange.set("Content-Encoding", "gzip");
      exchange.bytes(200, document.gzip());
    } else {
      exchange.bytes(200, document.plain());
    }
  }
}
