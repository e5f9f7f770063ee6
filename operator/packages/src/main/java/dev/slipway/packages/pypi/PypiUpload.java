package dev.slipway.packages.pypi;

import dev.slipway.packages.archive.TarEntries;
import dev.slipway.packages.archive.ZipEntries;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.Form;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Pep440;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Description;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.upstream.Expected;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Takes what twine, uv and poetry upload: a form with a file and what it is. */
final class PypiUpload {

  private static final long LARGEST = 5L << 30;
  private static final int LARGEST_METADATA = 4 << 20;
  private static final String CONTENT = "content";

  private final Packages packages;
  private final BlobStore blobs;
  private final InstantSource clock;

  PypiUpload(Packages packages, BlobStore blobs, InstantSource clock) {
    this.packages = packages;
    this.blobs = blobs;
    this.clock = clock;
  }

  /** What was uploaded, when it can be used. */
  private record Distribution(PackageName name, String version, String filename) {}

  /** Says what is wrong with an upload. */
  private static final class Bad extends Exception {
    private static final long serialVersionUID = 1L;

    Bad(String message) {
      super(message);
    }
  }

  void post(RepositoryView view, Exchange exchange) throws IOException, InterruptedException {
    if (view.external() != null) {
      exchange.answer(405, "repository " + view.name() + " is a proxy; publish to a hosted one");
      return;
    }
    try (var form = exchange.form(blobs.waiting(), LARGEST)) {
      var distribution = distribution(form);
      if (!exchange.permits(distribution.name())) {
        exchange.answer(403, exchange.user() + " may not publish " + distribution.name());
        return;
      }
      answer(publish(view, form, distribution), exchange);
    } catch (Form.Unreadable | Bad e) {
      exchange.answer(400, e.getMessage());
    }
  }

  private static void answer(Outcome outcome, Exchange exchange) throws IOException {
    switch (outcome) {
      case Outcome.Changed _, Outcome.Same _ -> exchange.answer(200, "it is published");
      case Outcome.Refused refused ->
          exchange.answer(
              Delivery.status(refused.refusal()),
              "File already exists or may not be published: " + refused.refusal().message());
    }
  }

  private Outcome publish(RepositoryView view, Form form, Distribution distribution)
      throws IOException, InterruptedException, Bad {
    var digests = blobs.put(form.file(CONTENT));
    var expected =
        new Expected(
            null,
            form.text("sha256_digest").orElse(null),
            null,
            form.text("md5_digest").orElse(null));
    var mismatch = expected.mismatch(digests);
    if (mismatch.isPresent()) {
      throw new Bad("the file is not the one that was built: " + mismatch.get());
    }
    var file = blobs.find(digests.digest()).orElseThrow();
    var core = core(distribution, file);
    var metadata = CoreMetadata.parse(core);
    check(distribution, metadata);
    boolean wheel = distribution.filename().endsWith(".whl");
    var described =
        new ProjectFile(
            distribution.version(),
            null,
            digests.sha256(),
            metadata.first("requires-python").orElse(null),
            null,
            digests.size(),
            clock.instant().truncatedTo(ChronoUnit.MICROS).toString(),
            wheel ? Hashing.of(core).sha256() : null,
            null);
    if (wheel) {
      var beside = blobs.put(new ByteArrayInputStream(core));
      var refused =
          packages.publish(
              view,
              distribution.name(),
              arrival(view, distribution, PypiExternal.METADATA, beside, null, false));
      if (refused instanceof Outcome.Refused) {
        return refused;
      }
    }
    return packages.publish(
        view,
        distribution.name(),
        arrival(
            view,
            distribution,
            "",
            digests,
            ProjectFiles.adding(distribution.filename(), described, metadata.info()),
            true));
  }

  private static Arrival arrival(
      RepositoryView view,
      Distribution distribution,
      String suffix,
      Digests digests,
      Description describe,
      boolean finished) {
    return new Arrival(
        Format.pypi,
        distribution.version(),
        distribution.filename() + suffix,
        digests,
        describe,
        finished,
        false,
        new Origin(Origin.Type.INTERNAL, view.name()),
        null);
  }

  private static Distribution distribution(Form form) throws Bad {
    var action = form.text(":action").orElse("");
    if (!action.equals("file_upload")) {
      throw new Bad("the field :action is " + action + "; it has to be file_upload");
    }
    var text = form.text("name").orElse("");
    var name = PypiName.parse(text).orElseThrow(() -> new Bad(text + " is no name of a project"));
    var filename = form.fileName(CONTENT).orElseThrow(() -> new Bad("there is no field content"));
    if (!PypiName.file(filename)) {
      throw new Bad(filename + " is no name of a distribution");
    }
    var version = PypiName.version(name, filename);
    var said = form.text("version").orElse("");
    if (version.isEmpty() || !same(version.get(), said) || !PypiName.version(version.get())) {
      throw new Bad(filename + " is not called as a file of " + text + " " + said + " has to be");
    }
    return new Distribution(name, version.get(), filename);
  }

  /** Versions may be written in several ways: 1.0 and 1.0.0 are one. */
  private static boolean same(String a, String b) {
    var one = Pep440.parse(a);
    return one.isPresent() && Pep440.parse(b).filter(v -> v.compareTo(one.get()) == 0).isPresent();
  }

  private static byte[] core(Distribution distribution, Path file) throws IOException, Bad {
    var name = distribution.filename();
    Optional<byte[]> found;
    if (name.endsWith(".whl")) {
      found = ZipEntries.find(file, e -> e.matches("[^/]+\\.dist-info/METADATA"), LARGEST_METADATA);
    } else if (name.endsWith(".zip")) {
      found = ZipEntries.find(file, e -> e.matches("[^/]+/PKG-INFO"), LARGEST_METADATA);
    } else {
      found = TarEntries.find(file, e -> e.matches("[^/]+/PKG-INFO"), LARGEST_METADATA);
    }
    return found.orElseThrow(() -> new Bad(name + " has no METADATA or PKG-INFO that can be read"));
  }

  private static void check(Distribution distribution, CoreMetadata metadata) throws Bad {
    for (var field :
        Map.of(
                "name",
                PypiName.normal(metadata.first("name").orElse(""))
                    .equals(distribution.name().name()),
                "version",
                same(metadata.first("version").orElse(""), distribution.version()))
            .entrySet()) {
      if (!field.getValue()) {
        throw new Bad(
            "the metadata in "
                + distribution.filename()
                + " says "
                + field.getKey()
                + " "
                + metadata.first(field.getKey()).orElse("nothing"));
      }
    }
  }
}
