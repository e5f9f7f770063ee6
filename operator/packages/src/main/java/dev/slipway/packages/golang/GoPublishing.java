package dev.slipway.packages.golang;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.archive.ZipEntries;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the zip file of a module; its {@code .mod} and {@code .info} are made of it. Source: Go
 * modules reference, module zip files.
 */
final class GoPublishing {

  private static final int LARGEST_MODULE_FILE = 16 << 20;
  private static final String ZIP = ".zip";

  private final Packages packages;
  private final BlobStore blobs;
  private final InstantSource clock;
  private final ObjectMapper json = new ObjectMapper();

  GoPublishing(Packages packages, BlobStore blobs, InstantSource clock) {
    this.packages = packages;
    this.blobs = blobs;
    this.clock = clock;
  }

  void put(RepositoryView view, String path, Exchange exchange)
      throws IOException, InterruptedException {
    int at = path.lastIndexOf("/@v/");
    var name = at < 0 ? Optional.<PackageName>empty() : ModulePath.parse(path.substring(0, at));
    var file = at < 0 ? "" : ModulePath.unescape(path.substring(at + 4)).orElse("");
    var version = file.endsWith(ZIP) ? file.substring(0, file.length() - ZIP.length()) : "";
    if (name.isEmpty() || !ModulePath.canonical(version)) {
      exchange.answer(400, "write MODULE/@v/VERSION.zip, with capitals as !c");
      return;
    }
    if (view.external() != null) {
      exchange.answer(405, "repository " + view.name() + " is a proxy; publish to a hosted one");
      return;
    }
    var foreseen = packages.foreseen(view, name.get(), version, file, false, exchange);
    if (foreseen.isPresent()) {
      Delivery.refuse(foreseen.get(), exchange);
      return;
    }
    publish(view, name.get(), version, blobs.put(exchange.body()), exchange);
  }

  private void publish(
      RepositoryView view, PackageName name, String version, Digests zip, Exchange exchange)
      throws IOException, InterruptedException {
    var top = name.name() + "@" + version + "/";
    var stored = blobs.find(zip.digest()).orElseThrow();
    if (!ZipEntries.all(stored, entry -> entry.startsWith(top))) {
      exchange.answer(400, "every file in the zip file has to be below " + top);
      return;
    }
    var module =
        ZipEntries.find(stored, entry -> entry.equals(top + "go.mod"), LARGEST_MODULE_FILE)
            .orElse(("module " + name.name() + "\n").getBytes(StandardCharsets.UTF_8));
    var time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    var files = new LinkedHashMap<String, Digests>();
    files.put(version + ".mod", blobs.put(new ByteArrayInputStream(module)));
    var known = packages.describe(view, name).version(version);
    var info = known.map(v -> v.assets().get(version + ".info"));
    files.put(
        version + ".info",
        info.isPresent()
            ? info.get()
            : blobs.put(
                new ByteArrayInputStream(
                    json.writeValueAsBytes(Map.of("Version", version, "Time", time)))));
    files.put(version + ZIP, zip);
    Outcome outcome = new Outcome.Same();
    for (var file : files.entrySet()) {
      outcome = packages.publish(view, name, arrival(view, version, file));
      if (outcome instanceof Outcome.Refused refused) {
        Delivery.refuse(refused.refusal(), exchange);
        return;
      }
    }
    exchange.answer(outcome instanceof Outcome.Same ? 200 : 201);
  }

  private static Arrival arrival(
      RepositoryView view, String version, Map.Entry<String, Digests> file) {
    return new Arrival(
        Format.go,
        version,
        file.getKey(),
        file.getValue(),
        null,
        file.getKey().endsWith(ZIP),
        false,
        new Origin(Origin.Type.INTERNAL, view.name()),
        null);
  }
}
