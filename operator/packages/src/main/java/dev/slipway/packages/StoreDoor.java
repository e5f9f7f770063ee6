package dev.slipway.packages;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.http.Door;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.FileAnswer;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Admission;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.upkeep.Care;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Keeps artifacts and logs of builds: posted to {@code /store/blobs}, read by their digest. Bytes
 * that packages have are given to nobody here who has not posted them.
 */
final class StoreDoor implements Door {

  private static final List<String> BLOBS = List.of("store", "blobs");

  private final String domain;
  private final Access access;
  private final BlobStore blobs;
  private final Care care;
  private final ObjectMapper json = new ObjectMapper();

  StoreDoor(String domain, Access access, BlobStore blobs, Care care) {
    this.domain = domain;
    this.access = access;
    this.blobs = blobs;
    this.care = care;
  }

  @Override
  public void answer(RequestPath path, Exchange exchange) throws IOException {
    var caller = access.caller(exchange.header(HttpHeader.AUTHORIZATION));
    if (!Admission.admitted(
        caller, exchange, Exchange::answer, c -> access.mayUseStore(c, domain))) {
      return;
    }
    var words = path.segments();
    if (words.equals(BLOBS) && "POST".equals(exchange.method())) {
      var digests = blobs.put(exchange.body());
      care.stored(digests.digest());
      exchange.json(
          201, json.writeValueAsBytes(Map.of("digest", digests.digest(), "size", digests.size())));
      return;
    }
    var digest = words.size() == 3 && words.subList(0, 2).equals(BLOBS) ? words.get(2) : "";
    // Not even looked for: that a package has these bytes must not show, nor keep them.
    var file = care.holds(digest) ? blobs.find(digest) : Optional.<Path>empty();
    if (file.isEmpty()) {
      exchange.answer(404, "there is no such blob");
      return;
    }
    exchange.set("Content-Type", "application/octet-stream");
    new FileAnswer(exchange).file(file.get(), "\"" + digest + "\"");
  }
}
