package dev.slipway.packages.npm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What {@code npm publish} sends, made without npm. */
public final class NpmArchive {

  private static final int BLOCK = 512;

  private NpmArchive() {}

  /**
   * A document that publishes a version.
   *
   * @param manifest package.json
   */
  public static String publication(String name, String version, String manifest, String readme)
      throws IOException {
    var file = tar(Map.of("package/package.json", manifest, "package/README.md", readme));
    return """
        {"name": "%1$s", "dist-tags": {"latest": "%2$s"}, "versions": {"%2$s": %3$s},
         "_attachments": {"%1$s-%2$s.tgz": {"data": "%4$s"}}}
        """
        .formatted(name, version, manifest, Base64.getEncoder().encodeToString(file));
  }

  /**
   * Publishes a version, which has to succeed.
   *
   * @param more fields of package.json, with a comma before them
   */
  public static void publish(Api api, String repository, String name, String version, String more)
      throws IOException {
    var manifest = "{\"name\": \"%s\", \"version\": \"%s\"%s}".formatted(name, version, more);
    var file = name.substring(name.indexOf('/') + 1);
    var document =
        publication(name, version, manifest, "# " + file + "\n")
            .replace("\"" + name + "-" + version, "\"" + file + "-" + version);
    var path = "/repositories/" + repository + "/npm/" + name.replace("/", "%2f");
    assertThat(api.send("PUT", path, document).status()).isEqualTo(201);
  }

  private static byte[] tar(Map<String, String> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      for (var entry : entries.entrySet()) {
        var content = entry.getValue().getBytes(StandardCharsets.UTF_8);
        var header = new byte[BLOCK];
        put(header, 0, entry.getKey());
        put(header, 124, "%011o".formatted(content.length));
        header[156] = '0';
        put(header, 257, "ustar");
        out.write(header);
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
      }
      out.write(new byte[2 * BLOCK]);
    }
    return bytes.toByteArray();
  }

  private static void put(byte[] header, int offset, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}
