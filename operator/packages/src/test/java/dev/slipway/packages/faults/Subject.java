package dev.slipway.packages.faults;

import dev.slipway.packages.Publication;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A package of an external repository, with one version and one file.
 *
 * @param document where clients read its versions
 * @param asset where clients read its file
 * @param source where the external repository has the file
 * @param files of the external repository, by path
 */
record Subject(
    Format format, String document, String asset, String source, Map<String, byte[]> files) {

  static final String VERSION = "1.0.0";

  private static final int PADDING = 200_000;

  /** One of each format that is read outside. */
  static List<Subject> all() {
    return List.of(maven(), npm(), pypi(), cargo(), go());
  }

  /** Text that cannot be compressed, so that the file is larger than what is held back of it. */
  static String padding(int seed) {
    var bytes = new byte[PADDING];
    new Random(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Subject of(
      Format format,
      String document,
      String asset,
      String source,
      byte[] content,
      Map<String, String> documents) {
    var files = new LinkedHashMap<String, byte[]>();
    documents.forEach((path, text) -> files.put(path, utf8(text)));
    files.put(source, content);
    return new Subject(format, document, asset, source, files);
  }

  private static Subject maven() {
    var path = "org/example/tool/1.0.0/tool-1.0.0.jar";
    return of(
        Format.maven,
        "org/example/tool/maven-metadata.xml",
        path,
        "/" + path,
        utf8("PK" + padding(1)),
        Map.of(
            "/org/example/tool/maven-metadata.xml",
            "<metadata><groupId>org.example</groupId><artifactId>tool</artifactId><versioning>"
                + "<versions><version>1.0.0</version></versions></versioning></metadata>"));
  }

  private static Subject npm() {
    var content = Publication.tarball("tool", VERSION, padding(2));
    var integrity =
        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(Hashing.of(content).sha512()));
    return of(
        Format.npm,
        "tool",
        "tool/-/tool-1.0.0.tgz",
        "/files/tool.tgz",
        content,
        Map.of(
            "/tool",
            """
            {"name":"tool","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"name":"tool",
             "version":"1.0.0","dist":{"tarball":"/files/tool.tgz","integrity":"sha512-%s"}}}}
            """
                .formatted(integrity)));
  }

  private static Subject pypi() {
    var content = Publication.tarball("tool", VERSION, padding(3));
    return of(
        Format.pypi,
        "simple/tool/",
        "files/tool/1.0.0/tool-1.0.0.tar.gz",
        "/files/tool.tar.gz",
        content,
        Map.of(
            "/simple/tool/",
            "<!DOCTYPE html><a href=\"/files/tool.tar.gz#sha256=%s\">tool-1.0.0.tar.gz</a>"
                .formatted(Hashing.of(content).sha256())));
  }

  private static Subject cargo() {
    var content = Publication.crate("tool", VERSION, padding(4));
    return of(
        Format.cargo,
        "to/ol/tool",
        "api/v1/crates/tool/1.0.0/download",
        "/files/tool/1.0.0/download",
        content,
        Map.of(
            "/config.json",
            "{\"dl\":\"ROOT/files\"}",
            "/to/ol/tool",
            "{\"name\":\"tool\",\"vers\":\"1.0.0\",\"deps\":[],\"features\":{},\"cksum\":\"%s\"}\n"
                .formatted(Hashing.of(content).sha256())));
  }

  private static Subject go() {
    return of(
        Format.go,
        "example.org/tool/@v/list",
        "example.org/tool/@v/v1.0.0.zip",
        "/example.org/tool/@v/v1.0.0.zip",
        Publication.module("example.org/tool", "v1.0.0", padding(5)),
        Map.of("/example.org/tool/@v/list", "v1.0.0\n"));
  }

  /** The bytes of the file. */
  byte[] content() {
    return files.get(source);
  }

  /** The Content-Type of its files. */
  String type() {
    return format == Format.pypi ? "text/html" : "application/octet-stream";
  }

  /** Gives the files to an external repository. */
  void offer(ScriptedUpstream upstream) {
    files.forEach((path, bytes) -> upstream.has(path, type(), bytes(upstream, path)));
  }

  /** A file as this external repository has it. */
  byte[] bytes(ScriptedUpstream upstream, String path) {
    var bytes = files.get(path);
    return path.equals("/config.json")
        ? utf8(new String(bytes, StandardCharsets.UTF_8).replace("ROOT", upstream.url()))
        : bytes;
  }

  @Override
  public String toString() {
    return format.name();
  }
}
