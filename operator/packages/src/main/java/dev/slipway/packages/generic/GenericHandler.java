package dev.slipway.packages.generic;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.RepositoryView;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.PathIndex;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;

/** Files under any path: put once, read, listed with a path that ends in a slash, deleted. */
public final class GenericHandler {

  private static final String FOLDER = "generic/";

  private final BlobStore blobs;
  private final PathIndex index;
  private final InstantSource clock;
  private final ObjectMapper json = new ObjectMapper();

  public GenericHandler(BlobStore blobs, PathIndex index, InstantSource clock) {
    this.blobs = blobs;
    this.index = index;
    this.clock = clock;
  }

  public void get(RepositoryView view, String path, Exchange exchange) throws IOException {
    if (path.isEmpty() || path.endsWith("/")) {
      var names =
          index.list(view.name(), FOLDER + path).stream()
              .map(p -> p.substring(FOLDER.length()))
              .toList();
      exchange.json(200, json.writeValueAsBytes(Map.of("files", names)));
      return;
    }
    var entry = index.get(view.name(), FOLDER + path);
    var file = entry.flatMap(e -> blobs.find(e.digests().digest()));
    if (file.isEmpty()) {
      exchange.answer(404, path + " is not in repository " + view.name());
      return;
    }
    exchange.set("Content-Type", "application/octet-stream");
    exchange.file(file.get(), "\"" + entry.get().digests().sha256() + "\"");
  }

  public void put(RepositoryView view, String path, Exchange exchange) throws IOException {
    if (view.remote() != null || path.isEmpty() || path.endsWith("/")) {
      exchange.answer(405, "nothing can be published to this path of " + view.name());
      return;
    }
    var entry = new PathIndex.Entry(blobs.put(exchange.body()), clock.millis());
    var old = index.putIfAbsent(view.name(), FOLDER + path, entry);
    if (old.isPresent() && !old.get().digests().equals(entry.digests())) {
      exchange.answer(409, path + " is published; delete it before it is published anew");
      return;
    }
    exchange.answer(201);
  }

  public void delete(RepositoryView view, String path, Exchange exchange) throws IOException {
    exchange.answer(index.remove(view.name(), FOLDER + path) ? 204 : 404);
  }
}
