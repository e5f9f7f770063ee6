package dev.slipway.packages.npm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Description;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.SemVer;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Takes what {@code npm publish} and {@code npm deprecate} send. */
final class NpmPublishing {

  /** The name of the file that tells how a version was built. */
  static final String SIGSTORE = ".sigstore";

  static final String PREDICATE = "https://slsa.dev/provenance/v1";

  private final Packages packages;
  private final BlobStore blobs;
  private final ObjectMapper json = new ObjectMapper();

  NpmPublishing(Packages packages, BlobStore blobs) {
    this.packages = packages;
    this.blobs = blobs;
  }

  /** Takes a document with files, or one that changes what is said of versions. */
  void put(RepositoryView view, PackageName name, Exchange exchange)
      throws IOException, InterruptedException {
    Upload upload;
    try {
      upload = Upload.read(exchange.body(), blobs);
    } catch (Upload.Unusable e) {
      NpmAnswers.error(exchange, 400, e.getMessage());
      return;
    } catch (Upload.TooLarge e) {
      NpmAnswers.error(exchange, 413, e.getMessage());
      return;
    }
    if (upload.name() != null && !upload.name().equals(NpmName.text(name))) {
      NpmAnswers.error(
          exchange,
          400,
          "the document is of " + upload.name() + ", the address of " + NpmName.text(name));
    } else if (upload.files().isEmpty()) {
      deprecate(view, name, upload);
      NpmAnswers.ok(exchange, 200);
    } else {
      publish(view, name, upload, exchange);
    }
  }

  private void publish(RepositoryView view, PackageName name, Upload upload, Exchange exchange)
      throws IOException, InterruptedException {
    var tarball =
        upload.files().entrySet().stream().filter(f -> f.getKey().endsWith(".tgz")).findFirst();
    if (upload.versions().size() != 1 || tarball.isEmpty()) {
      NpmAnswers.error(exchange, 400, "one version and its .tgz file are published at a time");
      return;
    }
    var version = upload.versions().keySet().iterator().next();
    var node = upload.versions().get(version);
    var digests = tarball.get().getValue();
    var problem = problem(name, version, node, digests);
    if (problem.isPresent()) {
      NpmAnswers.error(exchange, 400, problem.get());
      return;
    }
    var bundle =
        upload.files().entrySet().stream().filter(f -> f.getKey().endsWith(SIGSTORE)).findFirst();
    var metadata = metadata(node, digests, bundle.isPresent(), exchange);
    var outcome =
        packages.publish(
            view,
            name,
            arrival(
                view, version, NpmName.tarball(name, version), digests, metadata, bundle.isEmpty()),
            next -> tagged(next, upload.tags(), version));
    if (bundle.isPresent() && !(outcome instanceof Outcome.Refused)) {
      outcome =
          packages.publish(
              view,
              name,
              arrival(view, version, SIGSTORE, bundle.get().getValue(), metadata, true));
    }
    switch (outcome) {
      case Outcome.Changed _ -> NpmAnswers.ok(exchange, 201);
      case Outcome.Same _ -> NpmAnswers.ok(exchange, 200);
      case Outcome.Refused refused ->
          NpmAnswers.error(
              exchange, Delivery.status(refused.refusal()), refused.refusal().message());
    }
  }

  private static Arrival arrival(
      RepositoryView view,
      String version,
      String asset,
      Digests digests,
      String metadata,
      boolean finished) {
    return new Arrival(
        Format.npm,
        version,
        asset,
        digests,
        Description.of(metadata),
        finished,
        false,
        new Origin(Origin.Type.INTERNAL, view.name()),
        null);
  }

  /** What is wrong; the file counts, not what the client says of it. */
  private Optional<String> problem(
      PackageName name, String version, ObjectNode node, Digests digests) throws IOException {
    if (SemVer.parse(version).isEmpty()) {
      return Optional.of(version + " is no version as semver.org has it");
    }
    var mismatch = Dist.expected(node.path("dist")).mismatch(digests);
    if (mismatch.isPresent()) {
      return Optional.of("the file is not the one that was packed: " + mismatch.get());
    }
    var manifest = Tarball.manifest(blobs.find(digests.digest()).orElseThrow());
    if (manifest.isEmpty()) {
      return Optional.of("the file is no package: it has no package.json that can be read");
    }
    return differs(manifest.get(), "name", NpmName.text(name))
        .or(() -> differs(manifest.get(), "version", version));
  }

  private static Optional<String> differs(JsonNode manifest, String field, String wanted) {
    var there = manifest.path(field).asText("");
    var same = field.equals("version") ? there.replaceFirst("^[v=\\s]+", "") : there;
    return same.strip().equals(wanted)
        ? Optional.empty()
        : Optional.of(
            "package.json in the file says " + field + " " + there + ", the document " + wanted);
  }

  private String metadata(ObjectNode node, Digests digests, boolean attested, Exchange exchange)
      throws IOException {
    ObjectNode dist =
        node.path("dist") instanceof ObjectNode known ? known : node.putObject("dist");
    dist.remove("tarball");
    dist.put("shasum", digests.sha1());
    dist.put(
        "integrity",
        "sha512-" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digests.sha512())));
    if (attested) {
      dist.putObject("attestations").putObject("provenance").put("predicateType", PREDICATE);
    }
    if (Packument.installs(node)) {
      node.put("hasInstallScript", true);
    }
    node.remove("readme");
    node.remove("_attachments");
    node.putObject("_npmUser").put("name", exchange.user());
    return json.writeValueAsString(node);
  }

  private static Manifest tagged(Manifest manifest, Map<String, String> tags, String version) {
    var next = manifest;
    for (var tag : tags.entrySet()) {
      if (tag.getValue().equals(version)) {
        next = next.withTag(tag.getKey(), version);
      }
    }
    return next;
  }

  /** Takes over what the document says of {@code deprecated}; an empty text takes it back. */
  private void deprecate(RepositoryView view, PackageName name, Upload upload) throws IOException {
    packages.change(
        view,
        name,
        old -> {
          var next = old;
          for (var entry : upload.versions().entrySet()) {
            var known = old.version(entry.getKey());
            if (known.isPresent() && !known.get().metadata().isEmpty()) {
              next =
                  next.withMetadata(
                      entry.getKey(), deprecated(known.get().metadata(), entry.getValue()));
            }
          }
          return next;
        });
  }

  private String deprecated(String metadata, JsonNode said) throws IOException {
    var node = (ObjectNode) json.readTree(metadata);
    var before = node.path("deprecated").asText("");
    var after = said.path("deprecated").asText("");
    if (before.equals(after)) {
      return metadata;
    }
    if (after.isEmpty()) {
      node.remove("deprecated");
    } else {
      node.put("deprecated", after);
    }
    return json.writeValueAsString(node);
  }
}
