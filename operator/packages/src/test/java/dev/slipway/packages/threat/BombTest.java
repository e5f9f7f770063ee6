package dev.slipway.packages.threat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Archives;
import dev.slipway.packages.Publication;
import dev.slipway.packages.TestDomain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Small uploads that are large once somebody looks into them. */
final class BombTest {

  private static final int BIG = 100 << 20;
  private static final Duration SOON = Duration.ofSeconds(10);

  @RegisterExtension static final TestDomain DOMAIN = TestDomain.hosting("libs");

  private static String url(String format) {
    return DOMAIN.server().url("libs", format);
  }

  /** Answers, and soon: what is a bomb is not unpacked to its end. */
  private static HttpResponse<String> soon(HttpRequest request)
      throws IOException, InterruptedException {
    var start = Instant.now();
    var answer = DOMAIN.send(request);
    assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
    return answer;
  }

  private static HttpRequest python(String file, byte[] bytes) {
    return Publication.pypi(url("pypi"), "bomb", "1.0", file, bytes);
  }

  private static HttpRequest npm(Archives.Filling filling) {
    return Publication.npm(url("npm"), "bomb", "1.0.0", Archives.tar(filling));
  }

  private static HttpRequest npm(String document) {
    return Publication.npm(url("npm"), "bomb", document);
  }

  private static HttpRequest cargo(String metadata) {
    return Publication.cargo(url("cargo"), metadata.getBytes(StandardCharsets.UTF_8), new byte[1]);
  }

  private static HttpRequest module(Archives.Filling filling) {
    return Publication.put(url("go") + "example.org/bomb/@v/v1.0.0.zip", Archives.zip(filling));
  }

  private static HttpRequest maven(byte[] metadata) {
    return Publication.put(url("maven") + "org/example/bomb/maven-metadata.xml", metadata);
  }

  private static HttpRequest maven(String metadata) {
    return maven(metadata.getBytes(StandardCharsets.UTF_8));
  }

  private static void zeros(Archives.Entries into, String name) throws IOException {
    into.add(name, BIG, Archives.zeros(BIG));
  }

  private static void files(Archives.Entries into, String folder, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      into.add(folder + i, "");
    }
  }

  static Stream<Arguments> bombs() {
    var manifest = "{\"name\":\"bomb\",\"version\":\"1.0.0\"}";
    var wheel = "bomb-1.0-py3-none-any.whl";
    var parts = "[" + "{},".repeat(5_000_000) + "{}]";
    return Stream.of(
        Arguments.of(
            "a wheel whose metadata is very large",
            python(wheel, Archives.zip(z -> zeros(z, "bomb-1.0.dist-info/METADATA")))),
        Arguments.of(
            "a source distribution whose first entry is very large",
            python(
                "bomb-1.0.tar.gz",
                Archives.tar(
                    t -> {
                      zeros(t, "bomb-1.0/zeros");
                      t.add("bomb-1.0/PKG-INFO", "Name: bomb\nVersion: 1.0\n");
                    }))),
        Arguments.of(
            "an npm package with much before its manifest",
            npm(
                t -> {
                  zeros(t, "package/zeros");
                  t.add("package/package.json", manifest);
                })),
        Arguments.of(
            "an npm package with a huge manifest", npm(t -> zeros(t, "package/package.json"))),
        Arguments.of(
            "an npm package whose manifest is deep",
            npm(t -> t.add("package/package.json", deep(100_000)))),
        Arguments.of(
            "an npm package with very many entries",
            npm(
                t -> {
                  files(t, "package/", 150_000);
                  t.add("package/package.json", manifest);
                })),
        Arguments.of(
            "a crate with much before its manifest",
            Publication.cargo(
                url("cargo"),
                "bomb",
                "1.0.0",
                Archives.tar(
                    t -> {
                      zeros(t, "bomb-1.0.0/zeros");
                      t.add("bomb-1.0.0/Cargo.toml", "[package]");
                    }))),
        Arguments.of(
            "a Go module whose go.mod is very large",
            module(
                z -> {
                  zeros(z, "example.org/bomb@v1.0.0/go.mod");
                  z.add("outside", "a");
                })),
        Arguments.of(
            "a Go module with very many files",
            module(z -> files(z, "example.org/bomb@v1.0.0/", 120_000))),
        Arguments.of(
            "a wheel with a directory that is said to be huge", python(wheel, hugeDirectory())),
        Arguments.of("npm: deep JSON", npm(deep(1_000_000))),
        Arguments.of(
            "npm: a version with very many parts",
            npm("{\"versions\":{\"1.0.0\":{\"a\":" + parts + "}}}")),
        Arguments.of(
            "npm: a number with very many digits",
            npm("{\"versions\":{\"1.0.0\":" + "9".repeat(1 << 20) + "}}")),
        Arguments.of(
            "npm: a name with very many characters", npm("{\"" + "a".repeat(1 << 20) + "\":1}")),
        Arguments.of("cargo: deep JSON", cargo(deep(1_000_000))),
        Arguments.of("cargo: very many parts", cargo(parts)),
        Arguments.of(
            "cargo: metadata that is announced to be huge",
            Publication.put(
                url("cargo") + "api/v1/crates/new",
                new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, '{'})),
        Arguments.of("Maven metadata with entities", maven(laughs("metadata"))),
        Arguments.of(
            "Maven metadata with very many comments",
            maven("<!-- -->".repeat(500_000) + "<nothing/>")),
        Arguments.of("Maven metadata that is too long", maven(new byte[10 << 20])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  void isRefusedSoon(String name, HttpRequest request) throws Exception {
    try {
      var answer = soon(request);
      assertThat(answer.statusCode()).as(answer.body()).isIn(400, 413);
    } catch (IOException e) {
      // The server did not wait for the rest of it.
      assertThat(request.bodyPublisher().orElseThrow().contentLength()).isGreaterThan(1 << 20);
    }
  }

  private static String deep(int depth) {
    return "{\"versions\":" + "{\"a\":[".repeat(depth);
  }

  /** A file of few bytes on the disk that says that its directory has 1.5 gigabytes. */
  private static byte[] hugeDirectory() {
    var zip = Archives.zip(z -> z.add("bomb-1.0.dist-info/METADATA", "Name: bomb"));
    ByteBuffer.wrap(zip)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(zip.length - 22 + 12, (int) (3L << 29));
    return zip;
  }

  private static String laughs(String root) {
    var text = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY l0 \"lol\">");
    for (int i = 1; i < 30; i++) {
      text.append("<!ENTITY l").append(i).append(" \"");
      text.append(("&l" + (i - 1) + ";").repeat(10)).append("\">");
    }
    return text + "]><" + root + "><groupId>&l29;</groupId></" + root + ">";
  }

  @Test
  void aPomWithEntitiesIsAFileLikeAnyOtherAndNobodyReadsIt() throws Exception {
    var path = url("maven") + "org/example/laughs/1/laughs-1.pom";
    var pom = laughs("project");
    assertThat(soon(Publication.put(path, pom.getBytes(StandardCharsets.UTF_8))).statusCode())
        .isEqualTo(201);
    var other =
        "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><project>"
            + "<name>&x;</name></project>";
    assertThat(
            soon(Publication.put(
                    url("maven") + "org/example/files/1/files-1.pom",
                    other.getBytes(StandardCharsets.UTF_8)))
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  void aCompressedRequestIsNotUnpackedWithoutEnd() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      Archives.zeros(BIG).write(out);
    }
    for (var path : new String[] {"-/npm/v1/security/advisories/bulk", "bomb"}) {
      var answer =
          soon(
              HttpRequest.newBuilder(URI.create(url("npm") + path))
                  .header("Authorization", "Bearer writer")
                  .header("Content-Encoding", "gzip")
                  .method(
                      path.equals("bomb") ? "PUT" : "POST",
                      HttpRequest.BodyPublishers.ofByteArray(bytes.toByteArray()))
                  .build());
      assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 413, 415);
    }
  }

  @Test
  void aFileThatIsAnnouncedTooLargeIsNotAskedFor() throws IOException {
    var answer =
        RawHttp.ask(
            DOMAIN.server().port(),
            RawHttp.request(
                "PUT",
                "/repositories/libs/generic/org/tool/1/a",
                "Authorization: Bearer writer",
                "Expect: 100-continue",
                "Content-Length: 6000000000"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(413);
    assertThat(answer.answers()).isEqualTo(1);
  }
}
