package dev.slipway.packages.pypi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Pep440;
import dev.slipway.packages.repository.Overview;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes a project as the JSON API has it. Source: PyPI JSON API, {@code /pypi/NAME/json}. */
final class ProjectJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ProjectJson() {}

  /**
   * Writes the document.
   *
   * @param wanted a version; null for the latest and a list of all
   * @return empty when there is no such version
   */
  static Optional<byte[]> write(
      Overview overview,
      Map<String, ProjectFile> files,
      PackageName name,
      String wanted,
      String base)
      throws IOException {
    var versions = new TreeSet<>(Pep440.ORDER);
    files.values().forEach(f -> versions.add(f.version()));
    var version = wanted == null ? latest(versions) : Optional.of(wanted);
    if (version.isEmpty() || !versions.contains(version.get())) {
      return Optional.empty();
    }
    var document = JSON.createObjectNode();
    var info = document.putObject("info");
    info.put("name", name.name()).put("version", version.get());
    var source = overview.versions().get(version.get());
    if (source != null && source.kept() != null) {
      ProjectFiles.parse(source.kept().metadata())
          .info()
          .forEach((field, value) -> info.set(field, JSON.valueToTree(value)));
    }
    var releases = new TreeMap<String, ArrayNode>(Pep440.ORDER);
    files.forEach(
        (filename, file) ->
            entry(
                releases.computeIfAbsent(file.version(), _ -> JSON.createArrayNode()),
                name,
                filename,
                file,
                base));
    if (wanted == null) {
      releases.forEach(document.putObject("releases")::set);
    }
    document.set("urls", releases.get(version.get()));
    return Optional.of(JSON.writeValueAsBytes(document));
  }

  private static Optional<String> latest(NavigableSet<String> versions) {
    return versions.descendingSet().stream()
        .filter(v -> Pep440.parse(v).filter(p -> !p.isPreRelease()).isPresent())
        .findFirst()
        .or(() -> versions.isEmpty() ? Optional.empty() : Optional.of(versions.last()));
  }

  private static void entry(
      ArrayNode into, PackageName name, String filename, ProjectFile file, String base) {
    var entry = into.addObject();
    entry.put("filename", filename);
    entry.put(
        "url",
        base + "/files/" + RequestPath.encode(name.name() + "/" + file.version() + "/" + filename));
    entry.put("packagetype", filename.endsWith(".whl") ? "bdist_wheel" : "sdist");
    if (file.sha256() != null) {
      entry.putObject("digests").put("sha256", file.sha256());
    }
    if (file.size() >= 0) {
      entry.put("size", file.size());
    }
    entry.put("requires_python", file.requiresPython());
    entry.put("upload_time_iso_8601", file.uploadTime());
    entry.put("yanked", file.yanked() != null);
    entry.put("yanked_reason", file.yanked());
  }
}
