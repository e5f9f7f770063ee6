package dev.slipway.packages.maven;

import dev.slipway.packages.repository.FormatDetails;
import java.io.IOException;
import java.util.List;

/** What a POM says of a version; Maven knows no readme. Source: Maven, POM reference. */
public final class MavenDetails implements FormatDetails {

  private static final int LARGEST_POM = 4 << 20;

  /** Of what came from outside only the POM itself is there. */
  private static VersionMetadata metadata(Kept kept) throws IOException {
    if (!kept.known().metadata().isEmpty()) {
      return VersionMetadata.parse(kept.known().metadata());
    }
    var pom = kept.bytes(a -> a.endsWith(".pom"), LARGEST_POM);
    return pom.flatMap(Pom::parse).orElseGet(() -> VersionMetadata.parse(""));
  }

  @Override
  public About about(Kept kept) throws IOException {
    var metadata = metadata(kept);
    return new About(
        text(metadata.displayName()),
        text(metadata.summary()),
        text(metadata.homepage()),
        "",
        metadata.licenses());
  }

  @Override
  public List<Dependency> dependencies(Kept kept) throws IOException {
    return metadata(kept).dependencies().stream()
        .filter(d -> d.namespace() != null && d.name() != null)
        .map(
            d ->
                new Dependency(
                    resolved(d.namespace(), kept),
                    d.name(),
                    d.scope(),
                    resolved(text(d.version()), kept)))
        .toList();
  }

  /** The two properties that need no parent to be known. */
  private static String resolved(String text, Kept kept) {
    return text.replace("${project.version}", kept.version())
        .replace("${project.groupId}", kept.name().namespace());
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
