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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of versions; only what the repository has itself counts. Source: CodeArtifact API
 * reference, ListPackageVersions, DescribePackageVersion, ListPackageVersionAssets,
 * GetPackageVersionAsset, ListPackageVersionDependencies, GetPackageVersionReadme.
 */
final class VersionCalls {

  private static final int DELETE = 0x7f;
  private static final String BINARY = "application/octet-stream";
  private static final int MOST_SEARCHED = 2_000;

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
        sorted(manifest, call).stream()
            .filter(
                v ->
                    status.filter(s -> s != manifest.versions().get(v).status()).isEmpty()
                        && type.filter(t -> t != manifest.versions().get(v).origin().type())
                            .isEmpty())
            .toList();
    var page = page(wanted, call);
    for (var version : page.entries()) {
      Shapes.summary(list.addObject(), version, manifest.versions().get(version));
    }
    page.next().ifPresent(n -> answer.put("nextToken", n));
    call.answer(answer);
  }

  private static List<String> sorted(Manifest manifest, ApiCall call) {
    var by = call.query("sortBy").map(s -> ApiCall.word(SortBy.class, "sortBy", s));
    var versions = new ArrayList<>(manifest.versions().keySet());
    if (by.filter(SortBy.PUBLISHED_TIME::equals).isPresent()) {
      versions.sort(
          Comparator.comparingLong((String v) -> manifest.versions().get(v).publishedAt())
              .reversed()
              .thenComparing(Comparator.naturalOrder()));
    }
    return versions;
  }

  /**
   * A part of a list.
   *
   * @param next the token of the page that follows; empty for none
   */
  private record Page(List<String> entries, Optional<String> next) {}

  private static Page page(Collection<String> all, ApiCall call) {
    var list = List.copyOf(all);
    int max = call.max();
    int begin = call.query("after").map(after -> list.indexOf(after) + 1).orElse(0);
    int end = Math.min(list.size(), begin + max);
    return new Page(
        list.subList(begin, end),
        end < list.size() ? Optional.of(list.get(end - 1)) : Optional.empty());
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
    var page = page(known.assets().keySet(), call);
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
