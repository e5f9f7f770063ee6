package dev.slipway.packages.pypi;

import dev.slipway.packages.model.Chain.Source;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Pep440;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Overview;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The files of a project as one repository shows them. */
final class ProjectView {

  private final Catalog catalog;
  private final PypiExternal external;

  ProjectView(Catalog catalog, PypiExternal external) {
    this.catalog = catalog;
    this.external = external;
  }

  /** The files by name, in the order of their versions. */
  Map<String, ProjectFile> files(Overview overview, PackageName name)
      throws IOException, InterruptedException {
    var files = new TreeMap<String, ProjectFile>();
    var versions = overview.versions();
    for (var entry : versions.entrySet()) {
      var kept = entry.getValue().kept();
      if (kept != null) {
        ProjectFiles.parse(kept.metadata())
            .files()
            .forEach(
                (filename, file) -> {
                  var digests = kept.assets().get(filename);
                  if (digests != null) {
                    files.put(filename, file.here(digests.sha256(), digests.size()));
                  }
                });
      }
    }
    for (var repository : overview.listings().keySet()) {
      var upstream = catalog.find(repository).flatMap(v -> v.external(Format.pypi));
      if (upstream.isEmpty()) {
        continue;
      }
      external
          .files(upstream.get(), name)
          .forEach(
              (filename, file) -> {
                var source = versions.get(file.version());
                if (source != null
                    && speaksFor(repository, source)
                    && (files.containsKey(filename) || !waits(overview, file))) {
                  files.merge(filename, file, ProjectView::newer);
                }
              });
    }
    var sorted =
        new TreeMap<String, ProjectFile>(
            Comparator.comparing((String f) -> files.get(f).version(), Pep440.ORDER)
                .thenComparing(Comparator.naturalOrder()));
    sorted.putAll(files);
    return sorted;
  }

  /** Whether files of versions that are shown came so late that they are not shown yet. */
  boolean anyWaits(Overview overview, PackageName name) throws IOException, InterruptedException {
    if (!overview.judges()) {
      return false;
    }
    var shown = overview.versions().keySet();
    for (var repository : overview.listings().keySet()) {
      var upstream = catalog.find(repository).flatMap(v -> v.external(Format.pypi));
      if (upstream.isPresent()
          && external.files(upstream.get(), name).values().stream()
              .anyMatch(f -> shown.contains(f.version()) && waits(overview, f))) {
        return true;
      }
    }
    return false;
  }

  private static boolean waits(Overview overview, ProjectFile file) {
    return overview.holdsBack(file.version(), PypiExternal.time(file.uploadTime()), false);
  }

  private static boolean speaksFor(String repository, Source source) {
    return source.kept() == null
        ? source.repository().equals(repository)
        : source.kept().origin().equals(new Origin(Origin.Type.EXTERNAL, repository));
  }

  /** What was yanked since it was kept is yanked here too; its bytes stay what they were. */
  private static ProjectFile newer(ProjectFile here, ProjectFile outside) {
    return here.sha256() != null && here.sha256().equals(outside.sha256())
        ? outside.here(here.sha256(), here.size())
        : here;
  }
}
