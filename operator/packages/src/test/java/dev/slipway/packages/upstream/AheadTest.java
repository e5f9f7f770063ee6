package dev.slipway.packages.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestDomain;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.ReleaseAge;
import dev.slipway.packages.npm.NpmListing;
import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import dev.slipway.testkit.upstream.ScriptedUpstream.Answer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files that are asked for before it is known where they are. */
@Timeout(60)
final class AheadTest {

  private static final String TARBALL = "/tool/-/tool-1.0.0.tgz";

  @RegisterExtension
  final TestDomain domain =
      new TestDomain(
          (server, outside) -> server.remote("npm", Format.npm, outside).hosted("web", "npm"));

  private final ScriptedUpstream upstream = domain.upstream();

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return domain.get("web", "npm", path.substring(1));
  }

  private static Answer gives(String text) {
    return exchange -> {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** What comes when somebody asks for a path from now on, who is heard of. */
  private CountDownLatch heard(String path, Answer answer) {
    var heard = new CountDownLatch(1);
    upstream.on(
        path,
        exchange -> {
          heard.countDown();
          answer.give(exchange);
        });
    return heard;
  }

  private static String document(String name, String tarball, String content) {
    return NpmListing.of(
        name, tarball, Hashing.of(content.getBytes(StandardCharsets.UTF_8)).sha1());
  }

  /** The document waits for the request of the file, and so would a reader without it. */
  @Test
  void theFileIsAskedForWhileItsDocumentIsOnItsWayAndOnceForAll() throws Exception {
    var heard = heard(TARBALL, gives("bytes"));
    upstream.on(
        "/tool",
        ScriptedUpstream.after(heard, gives(document("tool", upstream.url() + TARBALL, "bytes"))));
    Callable<String> reader = () -> get(TARBALL).body();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var readers =
          IntStream.range(0, 32).mapToObj(_ -> threads.submit(reader)).collect(Collectors.toList());
      for (var each : readers) {
        assertThat(each.get()).isEqualTo("bytes");
      }
    }
    assertThat(upstream.count(TARBALL)).isEqualTo(1);
    assertThat(upstream.count("/tool")).isEqualTo(1);
  }

  @Test
  void aRegistryThatHasItElsewhereIsGuessedAtOnce() throws Exception {
    for (var name : List.of("tool", "other")) {
      var guessed = "/" + name + "/-/" + name + "-1.0.0.tgz";
      var place = "/download/" + name + ".tgz";
      upstream
          .has("/" + name, "application/json", document(name, upstream.url() + place, name))
          .has(place, "application/octet-stream", name)
          .has(guessed, "application/octet-stream", "something else");
      assertThat(get(guessed).body()).isEqualTo(name);
    }
    assertThat(upstream.count("/other/-/other-1.0.0.tgz")).isZero();
    assertThat(upstream.count(TARBALL)).isLessThanOrEqualTo(1);
    try (var files = Files.walk(domain.folder().resolve("blobs"))) {
      assertThat(files.filter(Files::isRegularFile))
          .extracting(Files::readString)
          .doesNotContain("something else");
    }
  }

  @Test
  void whatTheDocumentDoesNotListIsGivenToNobody() throws Exception {
    upstream
        .has("/tool", "application/json", document("tool", upstream.url() + TARBALL, "bytes"))
        .has("/tool/-/tool-2.0.0.tgz", "application/octet-stream", "unlisted");
    assertThat(get("/tool/-/tool-2.0.0.tgz").statusCode()).isEqualTo(404);
    for (int i = 3; i < 10; i++) {
      assertThat(get("/tool/-/tool-" + i + ".0.0.tgz").statusCode()).isEqualTo(404);
    }
    assertThat(upstream.requests())
        .as("only whoever asks for the document guesses")
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void otherBytesThanTheDocumentSaysAreRefused() throws Exception {
    var heard = heard(TARBALL, gives("forged"));
    upstream.on(
        "/tool",
        ScriptedUpstream.after(heard, gives(document("tool", upstream.url() + TARBALL, "bytes"))));
    assertThat(get(TARBALL).body()).doesNotContain("forged");
    upstream.has(TARBALL, "application/octet-stream", "bytes");
    assertThat(get(TARBALL).body()).isEqualTo("bytes");
  }

  @Test
  void aFailureIsTheFilesAndNotTheDocuments() throws Exception {
    upstream.on(TARBALL, ScriptedUpstream.status(403));
    upstream.has("/tool", "application/json", document("tool", upstream.url() + TARBALL, "bytes"));
    assertThat(get(TARBALL).statusCode()).isEqualTo(503);
    assertThat(get("/tool").statusCode()).isEqualTo(200);
    upstream.has(TARBALL, "application/octet-stream", "bytes");
    assertThat(get(TARBALL).body()).isEqualTo("bytes");
  }

  @Test
  void whereVersionsHaveToBeOfAnAgeNothingIsAskedForBeforeThatIsKnown() throws Exception {
    domain
        .server()
        .policy(
            new DomainPolicy(
                new PackageGroups(Map.of()),
                new ReleaseAge(Duration.ofDays(3), Map.of(), List.of())));
    upstream
        .has("/tool", "application/json", document("tool", upstream.url() + TARBALL, "bytes"))
        .has(TARBALL, "application/octet-stream", "bytes");
    assertThat(get(TARBALL).statusCode()).isEqualTo(403);
    assertThat(upstream.count(TARBALL)).isZero();
  }
}
