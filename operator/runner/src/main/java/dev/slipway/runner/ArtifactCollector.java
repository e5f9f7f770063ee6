package dev.slipway.runner;

import dev.slipway.core.build.spec.Buildspec;
import dev.slipway.core.build.spec.Glob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the files of the output artifact. Paths are relative to the source, whatever directory the
 * commands ended in; a pattern that matches nothing is skipped with a line in the log. Source:
 * CodeBuild user guide, artifacts; public upload logs.
 */
final class ArtifactCollector {

  private static final String CODE = "CLIENT_ERROR";
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}|\\$([A-Za-z_][A-Za-z0-9_]*)");

  private final Path source;
  private final Map<String, String> variables;
  private final MaskedLog log;

  ArtifactCollector(Path source, Map<String, String> variables, MaskedLog log) {
    this.source = source;
    this.variables = variables;
    this.log = log;
  }

  /** Name in the archive to file. */
  Map<String, Path> collect(Buildspec.Artifacts artifacts) throws BuildFailure {
    var found = new LinkedHashMap<String, Path>();
    try {
      var base = base(artifacts);
      var exclude = artifacts.excludePaths().stream().map(this::expand).map(Glob::new).toList();
      var files = Archives.files(base);
      for (var text : artifacts.files()) {
        take(artifacts, base, files, exclude, expand(text), found);
      }
    } catch (IOException e) {
      throw new BuildFailure(CODE, "the output artifact cannot be read: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new BuildFailure(
          CODE,
          "no matching artifact paths found: "
              + String.join(", ", artifacts.files())
              + "; paths are relative to the source, not to the directory that commands changed to");
    }
    return found;
  }

  private void take(
      Buildspec.Artifacts artifacts,
      Path base,
      List<Path> files,
      List<Glob> exclude,
      String pattern,
      Map<String, Path> found)
      throws BuildFailure {
    var glob = new Glob(pattern);
    int matched = 0;
    for (var file : files) {
      var path = base.relativize(file).toString();
      if (!glob.matches(path) || exclude.stream().anyMatch(e -> e.matches(path))) {
        continue;
      }
      matched++;
      var name = artifacts.discardPaths() ? file.getFileName().toString() : path;
      var other = found.put(name, file);
      if (other != null && !other.equals(file)) {
        throw new BuildFailure(
            CODE, "discard-paths: " + other + " and " + file + " would both become " + name);
      }
    }
    log.say(
        matched == 0
            ? "No matching files for " + pattern + ", skipping"
            : "Found " + matched + " file(s) for " + pattern);
  }

  private Path base(Buildspec.Artifacts artifacts) throws BuildFailure {
    if (artifacts.baseDirectory() == null) {
      return source;
    }
    var base = source.resolve(expand(artifacts.baseDirectory())).normalize();
    if (!base.startsWith(source) || !Files.isDirectory(base)) {
      throw new BuildFailure(
          CODE, "no matching base directory path found for " + artifacts.baseDirectory());
    }
    return base;
  }

  private String expand(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            m ->
                Matcher.quoteReplacement(
                    variables.getOrDefault(m.group(1) == null ? m.group(2) : m.group(1), "")));
  }
}
