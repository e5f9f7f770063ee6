package dev.slipway.packages.generic;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatHandler;
import dev.slipway.packages.repository.Overview;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Generic packages: {@code NAMESPACE/NAME/VERSION/ASSET}. An asset is put and read at that path; a
 * path that ends in a slash is a list. {@code ?unfinished=true} keeps a version open for further
 * assets; the first asset that is put without it closes the version. Source: CodeArtifact user
 * guide, generic packages; PublishPackageVersion.
 */
public final class GenericHandler implements FormatHandler {

  private final Packages packages;
  private final BlobStore blobs;
  private final Delivery delivery;
  private final ObjectMapper json = new ObjectMapper();

  public GenericHandler(Packages packages, BlobStore blobs) {
    this.packages = packages;
    this.blobs = blobs;
    delivery = new Delivery(blobs);
  }

  @Override
  public Optional<PackageName> subject(RequestPath path) {
    return place(path).filter(p -> p.words().size() >= 2).map(Place::name);
  }

  @Override
  public void handle(RepositoryView view, RequestPath path, Exchange exchange)
      throws IOException, InterruptedException {
    switch (exchange.method()) {
      case "GET", "HEAD" -> get(view, path, exchange);
      case "PUT" -> put(view, path, exchange);
      case "DELETE" -> delete(view, path, exchange);
      default -> exchange.answer(405);
    }
  }

  /**
   * Where a request points.
   *
   * @param words namespace, name, version, asset, as far as they are given
   */
  private record Place(List<String> words) {
    PackageName name() {
      return new PackageName(Format.generic, words.get(0), words.get(1));
    }
  }

  /** Empty when the path has too many parts, or a part has a slash in it. */
  private static Optional<Place> place(RequestPath path) {
    if (path.from(0).isEmpty()) {
      return Optional.empty();
    }
    var words = path.segments();
    var given = words.getLast().isEmpty() ? words.subList(0, words.size() - 1) : words;
    return given.size() > 4 ? Optional.empty() : Optional.of(new Place(given));
  }

  private void get(RepositoryView view, RequestPath path, Exchange exchange)
      throws IOException, InterruptedException {
    var place = place(path);
    boolean list = path.segments().getLast().isEmpty();
    if (place.isEmpty() || (place.get().words().size() == 4) == list) {
      exchange.answer(404, "write NAMESPACE/NAME/VERSION/ASSET, or end a list in a slash");
      return;
    }
    if (list) {
      list(view, place.get(), exchange);
      return;
    }
    var words = place.get().words();
    var found = packages.asset(view, place.get().name(), words.get(2), words.get(3));
    if (found.isEmpty()) {
      exchange.answer(404, String.join("/", words) + " is not in repository " + view.name());
      return;
    }
    delivery.file(found.get(), "application/octet-stream", exchange);
  }

  private void list(RepositoryView view, Place place, Exchange exchange)
      throws IOException, InterruptedException {
    var words = place.words();
    switch (words.size()) {
      case 0 ->
          answer(
              exchange, "namespaces", names(view).map(PackageName::namespace).distinct().toList());
      case 1 ->
          answer(
              exchange,
              "packages",
              names(view)
                  .filter(n -> n.namespace().equals(words.getFirst()))
                  .map(PackageName::name)
                  .toList());
      case 2 ->
          answer(
              exchange,
              "versions",
              List.copyOf(Overview.of(packages, view, place.name()).versions().keySet()));
      default -> assets(view, place, exchange);
    }
  }

  private Stream<PackageName> names(RepositoryView view) {
    return packages.names(List.of(view), Format.generic).stream();
  }

  private void assets(RepositoryView view, Place place, Exchange exchange) throws IOException {
    var version = packages.describe(view, place.name()).version(place.words().get(2));
    if (version.isEmpty()) {
      exchange.answer(
          404, String.join("/", place.words()) + " is not in repository " + view.name());
      return;
    }
    var sizes = new TreeMap<String, Map<String, Object>>();
    version
        .get()
        .assets()
        .forEach((name, d) -> sizes.put(name, Map.of("size", d.size(), "sha256", d.sha256())));
    exchange.json(
        200,
        json.writeValueAsBytes(
            Map.of(
                "status",
                version.get().status(),
                "revision",
                version.get().revision(),
                "assets",
                sizes)));
  }

  private void answer(Exchange exchange, String what, List<String> names) throws IOException {
    exchange.json(200, json.writeValueAsBytes(Map.of(what, names)));
  }

  private void put(RepositoryView view, RequestPath path, Exchange exchange)
      throws IOException, InterruptedException {
    var place = place(path);
    if (place.isEmpty() || place.get().words().size() != 4) {
      exchange.answer(400, "write NAMESPACE/NAME/VERSION/ASSET");
      return;
    }
    if (view.external() != null) {
      exchange.answer(405, "repository " + view.name() + " is a proxy; publish to a hosted one");
      return;
    }
    var words = place.get().words();
    var foreseen =
        packages.foreseen(view, place.get().name(), words.get(2), words.get(3), false, exchange);
    if (foreseen.isPresent()) {
      Delivery.refuse(foreseen.get(), exchange);
      return;
    }
    var digests = blobs.put(exchange.body());
    var mismatch = Integrity.mismatch(exchange, digests);
    if (mismatch.isPresent()) {
      exchange.answer(400, mismatch.get());
      return;
    }
    var outcome =
        packages.publish(view, place.get().name(), arrival(view, words, digests, exchange));
    switch (outcome) {
      case Outcome.Changed _ -> exchange.answer(201);
      case Outcome.Same _ -> exchange.answer(200);
      case Outcome.Refused refused -> Delivery.refuse(refused.refusal(), exchange);
    }
  }

  private static Arrival arrival(
      RepositoryView view, List<String> words, Digests digests, Exchange exchange) {
    return new Arrival(
        Format.generic,
        words.get(2),
        words.get(3),
        digests,
        null,
        !"true".equals(exchange.query("unfinished")),
        false,
        new Origin(Origin.Type.INTERNAL, view.name()),
        null);
  }

  private void delete(RepositoryView view, RequestPath path, Exchange exchange) throws IOException {
    var place = place(path);
    if (place.isEmpty() || place.get().words().size() != 3) {
      exchange.answer(400, "write NAMESPACE/NAME/VERSION: a version goes as a whole");
      return;
    }
    var refusal = packages.delete(view, place.get().name(), place.get().words().get(2));
    if (refusal.isPresent()) {
      Delivery.refuse(refusal.get(), exchange);
    } else {
      exchange.answer(204);
    }
  }
}
