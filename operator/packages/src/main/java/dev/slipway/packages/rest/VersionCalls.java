package dev.slipway.packages.rest;

import dev.slipway.packages.call.Call;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatDetails;
import dev.slipway.packages.repository.FormatDetails.Kept;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What is asked of versions; only what the repository has itself counts. Source: CodeArtifact API
 * reference, ListPackageVersions, DescribePackageVersion, ListPackageVersionAssets,
 * GetPackageVersionAsset, ListPackageVersionDependencies, GetPackageVersionReadme.
 */
final class VersionCalls {

  private static final int DELETE = 0x7f;
  private static final String BINARY = "application/octet-stream";
  private static final int MOST_SEARCHED = 2_000;

  /** A time after all others, milliseconds since 1970; some are long before. */
  private static final long LATEST = Long.MAX_VALUE / 2;

  private final Packages packages;
  private final PackageCalls names;
  private final Delivery delivery;
  private final Map<Format, FormatDetails> details;

  VersionCalls(
      Packages packages,
      PackageCalls names,
      Delivery delivery,
      Map<Format, FormatDetails> details) {
    this.packages = packages;
    this.names = names;
    this.delivery = delivery;
    this.details = details;
  }

  private enum SortBy {
    VERSION,
    PUBLISHED_TIME
  }

  void list(RepositoryView view, PackageName name, ApiCall call) throws IOException {
    var manifest = packages.describe(view, name);
    if (manifest.isEmpty()) {
      throw Problem.absent("package " + name + " in repository " + view.name());
    }
    var status = call.query("status").map(s -> ApiCall.word(VersionStatus.class, "status", s));
    var type = call.query("originType").map(t -> ApiCall.word(Origin.Type.class, "originType", t));
    var answer = Shapes.of(name);
    Shapes.displayed(manifest).ifPresent(v -> answer.put("defaultDisplayVersion", v));
    var list = answer.putArray("versions");
    var wanted =
        manifest.versions().keySet().stream()
            .filter(
                v ->
                    status.filter(s -> s != manifest.versions().get(v).status()).isEmpty()
                        && type.filter(t -> t != manifest.versions().get(v).origin().type())
                            .isEmpty())
            .toList();
    var page = page(wanted, key(manifest, call), call);
    for (var version : page.entries()) {
      Shapes.summary(list.addObject(), version, manifest.versions().get(version));
    }
    page.next().ifPresent(n -> answer.put("nextToken", n));
    call.answer(answer);
  }

  /** A text by which versions are sorted as is wanted; the newest first, or by their names. */
  private static UnaryOperator<String> key(Manifest manifest, ApiCall call) {
    var by = call.query("sortBy").map(s -> ApiCall.word(SortBy.class, "sortBy", s));
    return by.filter(SortBy.PUBLISHED_TIME::equals).isEmpty()
        ? UnaryOperator.identity()
        : v -> "%019d/%s".formatted(LATEST - manifest.versions().get(v).publishedAt(), v);
  }

  /**
   * A part of a list.
   *
   * @param next the token of the page that follows; empty for none
   */
  private record Page(Collection<String> entries, Optional<String> next) {}

  /**
   * A page goes on after the key of the one before, whether what had it is still there or not: it
   * may have been deleted because it was on that page.
   *
   * @param key of an entry, never another one
   */
  private static Page page(Collection<String> all, UnaryOperator<String> key, ApiCall call) {
    var sorted = new TreeMap<String, String>();
    all.forEach(entry -> sorted.put(key.apply(entry), entry));
    var rest = call.query("after").map(a -> sorted.tailMap(a, false)).orElse(sorted);
    var page = new TreeMap<String, String>();
    rest.entrySet().stream().limit(call.max()).forEach(e -> page.put(e.getKey(), e.getValue()));
    return new Page(
        page.values(), page.size() < rest.size() ? Optional.of(page.lastKey()) : Optional.empty());
  }

  private PackageVersion known(RepositoryView view, PackageName name, String version)
      throws IOException {
    Call.changes(name, version);
    return packages
        .describe(view, name)
        .version(version)
        .orElseThrow(
            () ->
                Problem.absent(
                    "version %s of package %s in repository %s"
                        .formatted(version, name, view.name())));
  }

  private Kept kept(PackageName name, String version, PackageVersion known) {
    return new Kept(name, version, known, delivery.blobs());
  }

  private FormatDetails details(PackageName name) {
    return details.getOrDefault(name.format(), FormatDetails.NONE);
  }

  void describe(RepositoryView view, PackageName name, String version, ApiCall call)
      throws IOException {
    var known = known(view, name, version);
    var answer = Shapes.object();
    answer.set(
        "packageVersion",
        Shapes.version(name, version, known, details(name).about(kept(name, version, known))));
    call.answer(answer);
  }

  void assets(RepositoryView view, PackageName name, String version, ApiCall call)
      throws IOException {
    var known = known(view, name, version);
    var answer = Shapes.of(name).put("version", version).put("versionRevision", known.revision());
    var list = answer.putArray("assets");
    var page = page(known.assets().keySet(), UnaryOperator.identity(), call);
    page.entries().forEach(a -> Shapes.asset(list, a, known.assets().get(a)));
    page.next().ifPresent(n -> answer.put("nextToken", n));
    call.answer(answer);
  }

  /** The bytes of an asset, when its status lets anybody have them. */
  void asset(RepositoryView view, PackageName name, String version, String asset, ApiCall call)
      throws IOException, InterruptedException {
    var known = known(view, name, version);
    var digests = known.assets().get(asset);
    if (digests == null || !known.status().served()) {
      throw Problem.absent(
          "asset %s of version %s that may be downloaded; its status is %s"
              .formatted(asset, version, known.status()));
    }
    var revision = known.revision();
    if (call.query("revision").filter(wanted -> !wanted.equals(revision)).isPresent()) {
      throw new Problem(409, "version " + version + " has revision " + revision + " by now");
    }
    Call.asks(view.name(), name, version, asset);
    call.exchange().set("X-AssetName", header(asset));
    call.exchange().set("X-PackageVersion", header(version));
    call.exchange().set("X-PackageVersionRevision", revision);
    call.exchange().set("Content-Disposition", "attachment");
    call.exchange().set("X-Content-Type-Options", "nosniff");
    delivery.file(new Packages.Found.Stored(digests), BINARY, call.exchange());
  }

  /** What no header can have is written as in addresses. */
  private static String header(String text) {
    var plain = new StringBuilder();
    for (var b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < DELETE) {
        plain.append((char) b);
      } else {
        plain.append("%%%02X".formatted(b & 0xff));
      }
    }
    return plain.toString();
  }

  void dependencies(RepositoryView view, PackageName name, String version, ApiCall call)
      throws IOException {
    var known = known(view, name, version);
    var answer = Shapes.of(name).put("version", version).put("versionRevision", known.revision());
    var list = answer.putArray("dependencies");
    for (var dependency : details(name).dependencies(kept(name, version, known))) {
      list.add(Shapes.dependency(dependency));
    }
    call.answer(answer);
  }

  void readme(RepositoryView view, PackageName name, String version, ApiCall call)
      throws IOException {
    var known = known(view, name, version);
    var readme = details(name).readme(kept(name, version, known));
    call.answer(
        Shapes.of(name)
            .put("version", version)
            .put("versionRevision", known.revision())
            .put(
                "readme",
                readme.orElseThrow(() -> Problem.absent("readme in version " + version))));
  }

  /** Which versions here need the package; it need not be here itself. */
  void dependents(RepositoryView view, PackageName name, ApiCall call) throws IOException {
    var answer = Shapes.of(name);
    var list = answer.putArray("dependents");
    int max = call.max();
    var searched = new int[1];
    var more =
        names.page(
            view,
            Optional.of(name.format()),
            call.query("after"),
            dependent -> {
              for (var version : packages.describe(view, dependent).versions().entrySet()) {
                for (var needed :
                    details(name)
                        .dependencies(kept(dependent, version.getKey(), version.getValue()))) {
                  if (needed.name().equals(name.name())
                      && needed.namespace().equals(name.namespace())) {
                    list.add(
                        Shapes.of(dependent)
                            .put("version", version.getKey())
                            .put("status", version.getValue().status().name())
                            .put("dependencyType", needed.dependencyType())
                            .put("versionRequirement", needed.versionRequirement()));
                  }
                }
              }
              return ++searched[0] < MOST_SEARCHED && list.size() < max;
            });
    more.ifPresent(m -> answer.put("nextToken", m.toString()));
    call.answer(answer);
  }
}
