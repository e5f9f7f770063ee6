package dev.slipway.packages.cargo;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.FormatDetails;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the index says of a crate. Source: Cargo reference, registry index. */
public final class CargoDetails implements FormatDetails {

  private static final Pattern README =
      Pattern.compile("[^/]+/readme(\\.(md|txt))?", Pattern.CASE_INSENSITIVE);

  @Override
  public Optional<PackageName> name(Format format, String namespace, String name) {
    return namespace.isEmpty() ? CrateName.parse(name) : Optional.empty();
  }

  @Override
  public About about(Kept kept) {
    var line = kept.described();
    return new About(
        line.path("name").asText(""), line.path("description").asText(""), "", "", List.of());
  }

  /** As cargo names the kinds: normal, dev, build; what is optional is called so. */
  @Override
  public List<Dependency> dependencies(Kept kept) {
    var found = new ArrayList<Dependency>();
    for (var dependency : kept.described().path("deps")) {
      var name = dependency.path(dependency.hasNonNull("package") ? "package" : "name").asText("");
      if (!name.isEmpty()) {
        found.add(
            new Dependency(
                "",
                name.toLowerCase(Locale.ROOT),
                dependency.path("optional").asBoolean(false)
                    ? "optional"
                    : dependency.path("kind").asText("normal"),
                dependency.path("req").asText("")));
      }
    }
    return found;
  }

  @Override
  public Optional<String> readme(Kept kept) throws IOException {
    return kept.readme(".crate", README);
  }
}
