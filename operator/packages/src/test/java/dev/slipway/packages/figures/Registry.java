package dev.slipway.packages.figures;

import dev.slipway.packages.store.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Made packages of npm, each of which needs two others. */
final class Registry {

  private static final int BLOCK = 512;
  private static final int SIZE = 12_000;

  private final Map<String, byte[]> tarballs = new LinkedHashMap<>();
  private final String prefix;
  private final int count;

  /**
   * @param prefix of the packages' names
   */
  Registry(String prefix, int count) throws IOException {
    this.prefix = prefix;
    this.count = count;
    RandomGenerator random =
        RandomGeneratorFactory.of("L64X128MixRandom").create(prefix.hashCode());
    for (int i = 0; i < count; i++) {
      var filling = new byte[SIZE / 2];
      random.nextBytes(filling);
      var out = new ByteArrayOutputStream();
      try (var zip = new GZIPOutputStream(out)) {
        entry(zip, "package/package.json", manifest(i));
        entry(zip, "package/index.js", "// " + HexFormat.of().formatHex(filling) + "\n");
        zip.write(new byte[2 * BLOCK]);
      }
      tarballs.put(name(i), out.toByteArray());
    }
  }

  private String name(int i) {
    return "%s-%04d".formatted(prefix, i);
  }

  private String needs(int i) {
    return IntStream.of(2 * i + 1, 2 * i + 2)
        .filter(n -> n < count)
        .mapToObj(n -> "\"" + name(n) + "\": \"1.0.0\"")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private String manifest(int i) {
    return "{\"name\": \"%s\", \"version\": \"1.0.0\", \"dependencies\": %s}"
        .formatted(name(i), needs(i));
  }

  private static void entry(GZIPOutputStream out, String name, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, 124, "%011o\0%011o\0        0".formatted(bytes.length, 0));
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (var b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    out.write(header);
    out.write(bytes);
    out.write(new byte[(BLOCK - bytes.length % BLOCK) % BLOCK]);
  }

  private static void put(byte[] header, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private String integrity(String name) {
    return "sha512-"
        + Base64.getEncoder()
            .encodeToString(HexFormat.of().parseHex(Hashing.of(tarballs.get(name)).sha512()));
  }

  private static String path(String name) {
    return "/" + name + "/-/" + name + "-1.0.0.tgz";
  }

  /** The files of a registry at an address, by their path; documents are those without a suffix. */
  Map<String, byte[]> files(String url) {
    var files = new LinkedHashMap<String, byte[]>();
    for (int i = 0; i < count; i++) {
      var name = name(i);
      files.put(path(name), tarballs.get(name));
      files.put("/" + name, document(url, i).getBytes(StandardCharsets.UTF_8));
    }
    return files;
  }

  private String document(String url, int i) {
    var name = name(i);
    return """
    {"name": "%1$s", "dist-tags": {"latest": "1.0.0"}, "time": {"1.0.0": "2026-01-01T00:00:00.000Z"},
     "versions": {"1.0.0": {"name": "%1$s", "version": "1.0.0", "dependencies": %2$s,
     "dist": {"tarball": "%3$s%4$s", "integrity": "%5$s"}}}}
    """
        .formatted(name, needs(i), url, path(name), integrity(name));
  }

  /** A project that needs all. */
  String project() {
    return "{\"name\": \"all\", \"dependencies\": {\"%s\": \"1.0.0\"}}".formatted(name(0));
  }

  /** The lock of a project that needs all, from a registry at an address. */
  String lock(String url) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                "\"node_modules/%1$s\": {\"version\": \"1.0.0\", \"resolved\": \"%2$s%3$s\", \"integrity\": \"%4$s\", \"dependencies\": %5$s}"
                    .formatted(name(i), url, path(name(i)), integrity(name(i)), needs(i)))
        .collect(
            Collectors.joining(
                ",\n",
                "{\"name\": \"all\", \"lockfileVersion\": 3, \"packages\": {\"\": {\"name\": \"all\", \"dependencies\": {\"%s\": \"1.0.0\"}},\n"
                    .formatted(name(0)),
                "}}\n"));
  }
}
