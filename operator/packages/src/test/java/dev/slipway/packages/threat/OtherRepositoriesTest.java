package dev.slipway.packages.threat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Publication;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.identity.Credentials;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A caller with rights on one repository, and one without any. */
final class OtherRepositoriesTest {

  /** Callers are named as the only repository that they may use; writer may do everything. */
  private static final class OneEach implements Access {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public Optional<Caller> caller(String header) {
      asked.incrementAndGet();
      return Credentials.token(header)
          .filter(List.of("mine", "theirs", "writer")::contains)
          .map(token -> new Caller(token, token, List.of()));
    }

    @Override
    public boolean mayUse(Caller caller, String verb, String repository) {
      return List.of(repository, "writer").contains(caller.user());
    }

    @Override
    public boolean mayUseStore(Caller caller, String domain) {
      return caller.user().equals("writer");
    }

    @Override
    public boolean mayAdminister(Caller caller, String verb, String domain) {
      return caller.user().equals("writer");
    }
  }

  private static final List<String> PLACES =
      List.of(
          "generic/org/tool/1/a",
          "generic/org/tool/1/",
          "maven/org/example/tool/1/tool-1.jar",
          "npm/tool",
          "npm/tool/-/tool-1.0.0.tgz",
          "npm/-/v1/search?text=tool",
          "pypi/simple/",
          "pypi/simple/tool/",
          "cargo/config.json",
          "cargo/to/ol/tool",
          "go/example.org/tool/@v/list");

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Path store;
  private TestServer server;
  private String root;

  @BeforeEach
  void start() throws IOException {
    store = Files.createDirectory(folder.resolve("store"));
    server =
        new TestServer(store, new OneEach(), Clock.systemUTC()).hosted("mine").hosted("theirs");
    root = "http://127.0.0.1:" + server.port();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String token) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(root + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String publish() throws Exception {
    var bytes = "secret".getBytes(StandardCharsets.UTF_8);
    var answer =
        client.send(
            Publication.put(server.url("theirs", "generic") + "org/tool/1/a", bytes),
            HttpResponse.BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(201);
    return "sha256:" + Hashing.of(bytes).sha256();
  }

  @Test
  void whatIsInAnotherRepositoryIsNotReadByAnyWay() throws Exception {
    var digest = publish();
    assertThat(send("GET", "/repositories/theirs/generic/org/tool/1/a", "theirs").body())
        .isEqualTo("secret");
    for (var place : PLACES) {
      assertThat(send("GET", "/repositories/theirs/" + place, "mine").statusCode())
          .as(place)
          .isEqualTo(403);
    }
    assertThat(send("GET", "/repositories/mine/generic/org/tool/1/a", "mine").statusCode())
        .isEqualTo(404);
    assertThat(send("GET", "/store/blobs/" + digest, "mine").statusCode()).isEqualTo(403);
    assertThat(send("GET", "/store/blobs/" + digest, "").statusCode()).isEqualTo(401);
  }

  private static String withoutDate(HttpResponse<String> answer) {
    return answer.statusCode()
        + answer.headers().map().toString().replaceAll("date=\\[[^]]*]", "")
        + answer.body();
  }

  /** Pods of builds may use the store, and digests stand in lock files and build logs. */
  @Test
  void whoMayUseTheStoreGetsNoFileOfAPackageByItsDigest() throws Exception {
    var digest = publish();
    var nobodys = "sha256:" + "0".repeat(64);
    for (var method : List.of("GET", "HEAD", "PUT", "DELETE")) {
      var answer = send(method, "/store/blobs/" + digest, "writer");
      assertThat(answer.statusCode()).as(method).isEqualTo(404);
      assertThat(withoutDate(answer))
          .as(method + " tells not that there is one")
          .isEqualTo(withoutDate(send(method, "/store/blobs/" + nobodys, "writer")));
    }
  }

  @Test
  void aFileFromOutsideIsNoArtifactEither() throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      upstream.has("/org/tool/1/tool-1.jar", "application/java-archive", "jar");
      server.remote("central", Format.maven, upstream.url());
      assertThat(send("GET", "/repositories/central/maven/org/tool/1/tool-1.jar", "writer").body())
          .isEqualTo("jar");
      var digest = Hashing.of("jar".getBytes(StandardCharsets.UTF_8)).digest();
      assertThat(send("GET", "/store/blobs/" + digest, "writer").statusCode()).isEqualTo(404);
    }
  }

  private HttpResponse<String> post(String content) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(root + "/store/blobs"))
            .header("Authorization", "Bearer writer")
            .POST(HttpRequest.BodyPublishers.ofString(content))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Whoever has posted the bytes has them; and hears nothing of others who have them, too. */
  @Test
  void whatIsPostedIsGivenBackWhoeverElseHasIt() throws Exception {
    var digest = publish();
    var known = post("secret");
    var fresh = post("public");
    assertThat(known.body().replace(digest, ""))
        .isIn("{\"digest\":\"\",\"size\":6}", "{\"size\":6,\"digest\":\"\"}");
    assertThat(withoutDate(fresh).replaceAll("sha256:[0-9a-f]{64}", digest))
        .isEqualTo(withoutDate(known));
    assertThat(send("GET", "/store/blobs/" + digest, "writer").body()).isEqualTo("secret");
    assertThat(send("HEAD", "/store/blobs/" + digest, "writer").statusCode()).isEqualTo(200);
  }

  @Test
  void aRepositoryThatIsNotThereIsNoOtherThanOneThatIsNotAllowed() throws Exception {
    for (var name : List.of("theirs", "nowhere")) {
      var answer = send("GET", "/repositories/" + name + "/generic/org/tool/1/a", "mine");
      assertThat(answer.statusCode()).as(name).isEqualTo(403);
      assertThat(answer.body()).as(name).isEqualTo("mine may not do this\n");
    }
  }

  private boolean erased() throws IOException {
    try (var all = Files.walk(store)) {
      return all.sorted(Comparator.reverseOrder())
          .map(Path::toFile)
          .map(File::delete)
          .reduce(true, Boolean::logicalAnd);
    } catch (UncheckedIOException | NoSuchFileException e) {
      return false;
    }
  }

  @Test
  void whoMayNothingTouchesNoStorage() throws Exception {
    publish();
    try (var upstream = new ScriptedUpstream()) {
      server.remote("theirs", Format.npm, upstream.url());
      // The server may still write down that something was published.
      Awaitility.await("the end of the storage").until(this::erased);
      for (var token : List.of("", "unknown", "mine")) {
        for (var method : List.of("GET", "HEAD", "PUT", "DELETE")) {
          for (var place : PLACES) {
            assertThat(send(method, "/repositories/theirs/" + place, token).statusCode())
                .as(method + " " + place)
                .isIn(401, 403, 405);
          }
        }
        assertThat(send("POST", "/store/blobs", token).statusCode()).isIn(401, 403);
      }
      assertThat(touched()).isEmpty();
      assertThat(upstream.requests()).isEmpty();
    }
  }

  /** What is in the storage, but for upkeep, which begins some seconds after the server. */
  private List<Path> touched() throws IOException {
    if (!Files.exists(store)) {
      return List.of();
    }
    try (var all = Files.walk(store)) {
      return all.filter(p -> !p.equals(store) && !p.startsWith(store.resolve("upkeep"))).toList();
    }
  }
}
