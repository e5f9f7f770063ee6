package dev.slipway.packages.npm;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.FormatDetails;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code package.json} says of a version. Source: npm docs, package.json. */
public final class NpmDetails implements FormatDetails {

  private static final Pattern README =
      Pattern.compile("[^/]+/readme(\\.(md|markdown|txt))?", Pattern.CASE_INSENSITIVE);
  private static final Map<String, String> TYPES =
      Map.of(
          "dependencies", "regular",
          "devDependencies", "dev",
          "peerDependencies", "peer",
          "optionalDependencies", "optional");

  @Override
  public Optional<PackageName> name(Format format, String namespace, String name) {
    return NpmName.parse(namespace.isEmpty() ? name : "@" + namespace + "/" + name);
  }

  @Override
  public About about(Kept kept) {
    var manifest = kept.described();
    var repository = manifest.path("repository");
    var licenses = new LinkedHashSet<String>();
    var license = manifest.path("license");
    licenses.add(license.isObject() ? license.path("type").asText("") : license.asText(""));
    manifest.path("licenses").forEach(l -> licenses.add(l.path("type").asText("")));
    licenses.remove("");
    return new About(
        NpmName.text(kept.name()),
        manifest.path("description").asText(""),
        manifest.path("homepage").asText(""),
        repository.isTextual() ? repository.asText() : repository.path("url").asText(""),
        List.copyOf(licenses));
  }

  /** What is optional stands among the regular ones too, as npm writes them; it counts once. */
  @Override
  public List<Dependency> dependencies(Kept kept) {
    var manifest = kept.described();
    var found = new ArrayList<Dependency>();
    for (var field : Set.copyOf(TYPES.keySet()).stream().sorted().toList()) {
      for (var entry : manifest.path(field).properties()) {
        boolean twice =
            field.equals("dependencies")
                && manifest.path("optionalDependencies").has(entry.getKey());
        var requirement = entry.getValue().asText("");
        var name = twice ? Optional.<PackageName>empty() : target(entry.getKey(), requirement);
        name.ifPresent(
            n -> found.add(new Dependency(n.namespace(), n.name(), TYPES.get(field), requirement)));
      }
    }
    return found;
  }

  /** Another name may be given to a package: {@code "old": "npm:real@^1.0.0"}. */
  private static Optional<PackageName> target(String key, String requirement) {
    if (!requirement.startsWith("npm:")) {
      return NpmName.parse(key);
    }
    var real = requirement.substring("npm:".length());
    int at = real.lastIndexOf('@');
    return NpmName.parse(at > 0 ? real.substring(0, at) : real);
  }

  @Override
  public Optional<String> readme(Kept kept) throws IOException {
    return kept.readme(".tgz", README);
  }
}
