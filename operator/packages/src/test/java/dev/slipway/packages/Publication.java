package dev.slipway.packages;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What the clients of each format send to publish a package, by plain HTTP. */
public final class Publication {

  private static final String BOUNDARY = "0123456789abcdef";

  private Publication() {}

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer writer");
  }

  /** A reading request of the same caller. */
  public static HttpRequest get(String url) {
    return request(url).build();
  }

  /** Any file. */
  public static HttpRequest put(String url, byte[] bytes) {
    return request(url).PUT(BodyPublishers.ofByteArray(bytes)).build();
  }

  /** The file of an npm package. */
  public static byte[] tarball(String name, String version, String content) {
    return Archives.tar(
        entries -> {
          entries.add(
              "package/package.json",
              "{\"name\":\"%s\",\"version\":\"%s\"}".formatted(name, version));
          entries.add("package/index.js", content);
        });
  }

  /** As {@code npm publish}. */
  public static HttpRequest npm(String url, String name, String version, byte[] tarball) {
    var document =
        """
        {"name":"%1$s","dist-tags":{"latest":"%2$s"},
         "versions":{"%2$s":{"name":"%1$s","version":"%2$s","dist":{}}},
         "_attachments":{"%1$s-%2$s.tgz":{"content_type":"application/octet-stream",
          "data":"%3$s","length":%4$d}}}
        """
            .formatted(name, version, Base64.getEncoder().encodeToString(tarball), tarball.length);
    return npm(url, name, document);
  }

  /** Any document of npm's. */
  public static HttpRequest npm(String url, String name, String document) {
    return request(url + name)
        .header("Content-Type", "application/json")
        .PUT(BodyPublishers.ofString(document))
        .build();
  }

  /** A wheel. */
  public static byte[] wheel(String name, String version, String content) {
    return Archives.zip(
        entries -> {
          entries.add(name + ".py", content);
          entries.add(
              name + "-" + version + ".dist-info/METADATA",
              "Metadata-Version: 2.1\nName: %s\nVersion: %s\n".formatted(name, version));
        });
  }

  /** As {@code twine upload}. */
  public static HttpRequest pypi(
      String url, String name, String version, String file, byte[] bytes) {
    var body = new ByteArrayOutputStream();
    var fields = new String[] {":action", "file_upload", "name", name, "version", version};
    for (int i = 0; i < fields.length; i += 2) {
      body.writeBytes(
          utf8(
              "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                  .formatted(BOUNDARY, fields[i], fields[i + 1])));
    }
    body.writeBytes(
        utf8(
            "--%s\r\nContent-Disposition: form-data; name=\"content\"; filename=\"%s\"\r\n\r\n"
                .formatted(BOUNDARY, file)));
    body.writeBytes(bytes);
    body.writeBytes(utf8("\r\n--" + BOUNDARY + "--\r\n"));
    return request(url)
        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .POST(BodyPublishers.ofByteArray(body.toByteArray()))
        .build();
  }

  /** The file of a crate. */
  public static byte[] crate(String name, String version, String content) {
    return Archives.tar(
        entries -> {
          entries.add(name + "-" + version + "/Cargo.toml", "[package]\nname = \"" + name + "\"\n");
          entries.add(name + "-" + version + "/src/lib.rs", content);
        });
  }

  /** As {@code cargo publish}. */
  public static HttpRequest cargo(String url, String name, String version, byte[] crate) {
    return cargo(
        url,
        utf8(
            "{\"name\":\"%s\",\"vers\":\"%s\",\"deps\":[],\"features\":{}}"
                .formatted(name, version)),
        crate);
  }

  /** Any metadata of a crate. */
  public static HttpRequest cargo(String url, byte[] metadata, byte[] crate) {
    var body = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(body)) {
      out.writeInt(Integer.reverseBytes(metadata.length));
      out.write(metadata);
      out.writeInt(Integer.reverseBytes(crate.length));
      out.write(crate);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return request(url + "api/v1/crates/new")
        .PUT(BodyPublishers.ofByteArray(body.toByteArray()))
        .build();
  }

  /** The zip file of a Go module. */
  public static byte[] module(String path, String version, String content) {
    return Archives.zip(
        entries -> {
          entries.add(path + "@" + version + "/go.mod", "module " + path + "\n");
          entries.add(path + "@" + version + "/a.go", content);
        });
  }
}
