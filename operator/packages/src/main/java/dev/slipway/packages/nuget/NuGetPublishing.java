package dev.slipway.packages.nuget;

import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.Form;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Description;
import dev.slipway.packages.model.Publishing.Outcome;
import dev.slipway.packages.model.StatusChange;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.nuget.Nuspec.Unusable;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Takes packages and symbols, unlists and relists. Source: NuGet API, push and delete; push symbol
 * packages.
 */
final class NuGetPublishing {

  private static final long LARGEST = 5L << 30;

  private final Packages packages;
  private final BlobStore blobs;
  private final SearchIndex index;

  NuGetPublishing(Packages packages, BlobStore blobs, SearchIndex index) {
    this.index = index;
    this.packages = packages;
    this.blobs = blobs;
  }

  /** What a request is answered. */
  record Answer(int status, String message) {}

  /** A package that was sent and can be used. */
  private record Sent(PackageName name, String version, PackageDetails details, Digests digests) {}

  /** Publishes a package. */
  Answer push(RepositoryView view, Exchange exchange) throws IOException, InterruptedException {
    try {
      var sent = sent(exchange);
      if (sent.details().isOf(PackageDetails.SYMBOLS)) {
        return new Answer(400, "these are symbols; send them to the address for symbols");
      }
      var details = Description.of(sent.details().text());
      var outcome =
          packages.publish(view, sent.name(), arrival(view, sent, NuGetId.PACKAGE, details));
      index.forget(view, sent.name());
      return answer(outcome);
    } catch (Form.Unreadable | Unusable e) {
      return new Answer(400, e.getMessage());
    }
  }

  /** Adds symbols to a package that was published here before. */
  Answer symbols(RepositoryView view, Exchange exchange) throws IOException {
    try {
      var sent = sent(exchange);
      if (!sent.details().isOf(PackageDetails.SYMBOLS)) {
        return new Answer(400, "the nuspec has no packageType " + PackageDetails.SYMBOLS);
      }
      var arrival = arrival(view, sent, NuGetId.SYMBOLS, null);
      var outcome = new AtomicReference<Outcome>();
      packages.change(
          view,
          sent.name(),
          old -> {
            outcome.set(Publishing.attach(old, arrival));
            return outcome.get() instanceof Outcome.Changed changed ? changed.manifest() : old;
          });
      return answer(outcome.get());
    } catch (Form.Unreadable | Unusable e) {
      return new Answer(400, e.getMessage());
    }
  }

  private Sent sent(Exchange exchange) throws Form.Unreadable, Unusable, IOException {
    try (var form = exchange.form(blobs.waiting(), LARGEST)) {
      var field = form.firstFile();
      if (field.isEmpty()) {
        throw new Unusable("the form has no file; its first file has to be the package");
      }
      var digests = blobs.put(form.file(field.get()));
      var details = PackageArchive.read(blobs.find(digests.digest()).orElseThrow());
      return new Sent(
          NuGetId.parse(details.id()).orElseThrow(),
          NuGetVersion.parse(details.version()).orElseThrow().normal(),
          details,
          digests);
    }
  }

  private static Arrival arrival(
      RepositoryView view, Sent sent, String suffix, Description describe) {
    return new Arrival(
        Format.nuget,
        sent.version(),
        NuGetId.file(sent.name(), sent.version(), suffix),
        sent.digests(),
        describe,
        true,
        false,
        new Origin(Origin.Type.INTERNAL, view.name()),
        null);
  }

  private static Answer answer(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Changed _ -> new Answer(201, "it is published");
      case Outcome.Same _ -> new Answer(200, "it was published before, with the same content");
      case Outcome.Refused refused ->
          new Answer(Delivery.status(refused.refusal()), refused.refusal().message());
    };
  }

  /**
   * Lists a version, or unlists it.
   *
   * @return empty when it is so from now on
   */
  Optional<Answer> list(RepositoryView view, String id, String version, boolean listed)
      throws IOException {
    var name = NuGetId.parse(id);
    var number = NuGetVersion.parse(version);
    var absent =
        Optional.of(new Answer(404, id + " " + version + " is not in repository " + view.name()));
    if (name.isEmpty() || number.isEmpty()) {
      return absent;
    }
    var change =
        new StatusChange(Map.of(number.get().normal(), Optional.empty()), Optional.empty());
    var done = new AtomicReference<>(false);
    packages.change(
        view,
        name.get(),
        old -> {
          var known = old.version(number.get().normal());
          done.set(known.filter(v -> v.status().served()).isPresent());
          return done.get()
              ? change
                  .update(old, listed ? VersionStatus.Published : VersionStatus.Unlisted)
                  .manifest()
              : old;
        });
    index.forget(view, name.get());
    return done.get() ? Optional.empty() : absent;
  }
}
