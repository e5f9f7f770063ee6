package dev.slipway.packages.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A library that an upstream has in every format, with the times of its releases as each format
 * tells them.
 */
enum Library {
  npm("left", "left/-/left-%s.tgz"),
  pypi("simple/left/", "files/left/%1$s/left-%1$s.tar.gz"),
  maven("org/left/left/maven-metadata.xml", "org/left/left/%1$s/left-%1$s.jar"),
  cargo("le/ft/left", "api/v1/crates/left/%s/download"),
  nuget("v3/registrations-semver2/left/index.json", "v3/flat/left/%1$s/left.%1$s.nupkg"),
  go("left.test/left/@v/list", "left.test/left/@v/v%s.zip");

  private final String index;
  private final String file;

  Library(String index, String file) {
    this.index = index;
    this.file = file;
  }

  Format format() {
    return Format.valueOf(name());
  }

  /** Where the index of versions is, below a repository. */
  String index() {
    return index;
  }

  /** Where the file of a version is, below a repository. */
  String file(String version) {
    return file.formatted(version);
  }

  /** The name as patterns of package groups write it. */
  String pattern() {
    return switch (this) {
      case maven -> "/maven/org.left/left$";
      case go -> "/go//left.test~";
      default -> "/" + name() + "//left$";
    };
  }

  /** The version as this format writes it. */
  String version(String version) {
    return this == go ? "v" + version : version;
  }

  /** Whether an index has a version. */
  boolean lists(String index, String version) {
    return switch (this) {
      case npm, cargo, nuget -> index.contains("\"" + version + "\"");
      case pypi -> index.contains("left-" + version + ".tar.gz");
      case maven -> index.contains("<version>" + version + "</version>");
      case go -> List.of(index.split("\n", -1)).contains("v" + version);
      default -> throw new IllegalStateException();
    };
  }

  private static byte[] bytes(String version) {
    return ("left " + version).getBytes(UTF_8);
  }

  /** Has the library in these versions, released at these times. */
  void put(ScriptedUpstream upstream, Map<String, Instant> versions) {
    var sorted = new TreeMap<>(versions);
    for (var version : sorted.keySet()) {
      upstream.has("/" + upstreamFile(version), "application/octet-stream", bytes(version));
    }
    switch (this) {
      case npm -> npm(upstream, sorted);
      case pypi -> pypi(upstream, sorted);
      case maven -> maven(upstream, sorted);
      case cargo -> cargo(upstream, sorted);
      case nuget -> nuget(upstream, sorted);
      default -> go(upstream, sorted);
    }
  }

  private String upstreamFile(String version) {
    return switch (this) {
      case pypi -> "files/left-" + version + ".tar.gz";
      case nuget -> "flat/left/%1$s/left.%1$s.nupkg".formatted(version);
      default -> file(version);
    };
  }

  private static void npm(ScriptedUpstream upstream, Map<String, Instant> versions) {
    var latest = versions.keySet().stream().reduce((a, b) -> b).orElseThrow();
    upstream.has(
        "/left",
        "application/json",
        """
        {"name": "left", "dist-tags": {"latest": "%s", "next": "%s"}, "versions": {%s}, "time": {%s}}
        """
            .formatted(
                latest,
                latest,
                join(
                        versions,
                        """
                    "%1$s": {"name": "left", "version": "%1$s", "dist": {"shasum": "%3$s",
                      "tarball": "UPSTREAM/left/-/left-%1$s.tgz"}}""")
                    .replace("UPSTREAM", upstream.url()),
                join(versions, "\"%s\": \"%s\"")));
  }

  private static void pypi(ScriptedUpstream upstream, Map<String, Instant> versions) {
    upstream.has(
        "/simple/left/",
        "application/vnd.pypi.simple.v1+json",
        "{\"meta\": {\"api-version\": \"1.1\"}, \"name\": \"left\", \"files\": [%s]}"
            .formatted(
                join(
                    versions,
                    """
                    {"filename": "left-%1$s.tar.gz", "url": "../../files/left-%1$s.tar.gz",
                     "hashes": {"sha256": "%4$s"}, "upload-time": "%2$s"}""")));
  }

  private static void maven(ScriptedUpstream upstream, Map<String, Instant> versions) {
    upstream.has(
        "/org/left/left/maven-metadata.xml",
        "text/xml",
        """
        <metadata><groupId>org.left</groupId><artifactId>left</artifactId>
        <versioning><latest>9</latest><release>9</release><versions>%s</versions></versioning></metadata>
        """
            .formatted(
                versions.keySet().stream()
                    .map(v -> "<version>" + v + "</version>")
                    .collect(Collectors.joining())));
    versions.forEach(
        (version, released) ->
            upstream.on(
                "/org/left/left/%1$s/left-%1$s.pom".formatted(version),
                exchange -> {
                  exchange
                      .getResponseHeaders()
                      .add(
                          "Last-Modified",
                          DateTimeFormatter.RFC_1123_DATE_TIME.format(
                              released.atZone(ZoneOffset.UTC)));
                  exchange.sendResponseHeaders(200, 10);
                  exchange.getResponseBody().write("<project/>".getBytes(UTF_8));
                }));
  }

  private static void cargo(ScriptedUpstream upstream, Map<String, Instant> versions) {
    upstream.has(
        "/config.json",
        "application/json",
        "{\"dl\": \"%s/api/v1/crates\"}".formatted(upstream.url()));
    upstream.has(
        "/le/ft/left",
        "text/plain",
        join(
                versions,
                """
                {"name": "left", "vers": "%1$s", "deps": [], "cksum": "%4$s", "features": {}, \
                "yanked": false, "pubtime": "%2$s"}""")
            .replace("},{", "}\n{"));
  }

  private static void nuget(ScriptedUpstream upstream, Map<String, Instant> versions) {
    upstream.has(
        "/index.json",
        "application/json",
        """
        {"version": "3.0.0", "resources": [
          {"@id": "UPSTREAM/flat/", "@type": "PackageBaseAddress/3.0.0"},
          {"@id": "UPSTREAM/registration/", "@type": "RegistrationsBaseUrl/3.6.0"}]}
        """
            .replace("UPSTREAM", upstream.url()));
    upstream.has(
        "/registration/left/index.json",
        "application/json",
        "{\"count\": 1, \"items\": [{\"items\": [%s]}]}"
            .formatted(
                join(
                    versions,
                    "{\"catalogEntry\": {\"id\": \"left\", \"version\": \"%1$s\","
                        + " \"listed\": true, \"published\": \"%2$s\"}}")));
  }

  private static void go(ScriptedUpstream upstream, Map<String, Instant> versions) {
    upstream.has(
        "/left.test/left/@v/list",
        "text/plain",
        versions.keySet().stream().map(v -> "v" + v + "\n").collect(Collectors.joining()));
    versions.forEach(
        (version, released) ->
            upstream.has(
                "/left.test/left/@v/v" + version + ".info",
                "application/json",
                "{\"Version\": \"v%s\", \"Time\": \"%s\"}".formatted(version, released)));
  }

  /** One text a version, of its number, its time, and the SHA-1 and SHA-256 of its file. */
  private static String join(Map<String, Instant> versions, String pattern) {
    return versions.entrySet().stream()
        .map(
            v -> {
              var digests = Hashing.of(bytes(v.getKey()));
              return pattern.formatted(v.getKey(), v.getValue(), digests.sha1(), digests.sha256());
            })
        .collect(Collectors.joining(","));
  }
}
