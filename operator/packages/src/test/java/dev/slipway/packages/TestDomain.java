package dev.slipway.packages;

import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A package server on a folder of its own, an upstream outside of it, and clients of the writer. As
 * a field of an instance it begins and ends with each test, as a static one with the class.
 */
public final class TestDomain
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

  /** Makes the server, which serves nothing yet. */
  public interface Maker {
    TestServer make(Path folder) throws IOException;
  }

  /** Says what the server serves. */
  public interface Repositories {
    /**
     * Adds the repositories.
     *
     * @param outside address of the upstream
     */
    void serve(TestServer server, String outside) throws IOException;
  }

  /** What is done to a store that no server has. */
  public interface Work {
    void run() throws IOException;
  }

  private final Maker maker;
  private final Repositories repositories;
  private final ScriptedUpstream upstream = outside();
  private boolean whole;
  private TestFolder folder;
  private TestServer server;
  private Api api;

  public TestDomain(Repositories repositories) {
    this(TestServer::new, repositories);
  }

  /** A domain whose server is made in another way. */
  public TestDomain(Maker maker, Repositories repositories) {
    this.maker = maker;
    this.repositories = repositories;
  }

  /** A domain with repositories that are published to, and nothing outside. */
  public static TestDomain hosting(String... names) {
    return new TestDomain(
        (server, _) -> {
          for (var name : names) {
            server.hosted(name);
          }
        });
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    whole = true;
    begin();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    if (!whole) {
      begin();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (!whole) {
      end();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    end();
  }

  private static ScriptedUpstream outside() {
    try {
      return new ScriptedUpstream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin() throws IOException {
    folder = TestFolder.make();
    serve();
  }

  private void end() throws IOException {
    silence();
    upstream.close();
    folder.close();
  }

  private void serve() throws IOException {
    server = maker.make(folder.path());
    repositories.serve(server, upstream.url());
    api = new Api(server.address(), "writer");
  }

  private void silence() {
    api.close();
    server.close();
  }

  /** Ends the server and begins another on what it has stored. */
  public void restart() throws IOException {
    restart(() -> {});
  }

  /** Does something in between. */
  public void restart(Work work) throws IOException {
    silence();
    work.run();
    serve();
  }

  /** Where the store is. */
  public Path folder() {
    return folder.path();
  }

  public ScriptedUpstream upstream() {
    return upstream;
  }

  public TestServer server() {
    return server;
  }

  public Api api() {
    return api;
  }

  /** What the server answers. */
  public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** What the server answers, read in some way. */
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    return api.client().send(request, body);
  }

  /** What the writer reads below a repository. */
  public HttpResponse<String> get(String repository, String format, String path)
      throws IOException, InterruptedException {
    return send(Publication.get(server.url(repository, format) + path));
  }

  /** Takes these bytes out of the store. */
  public void evict(String content) throws IOException {
    var digests = Hashing.of(content.getBytes(StandardCharsets.UTF_8));
    if (!server.evict(digests.digest())) {
      throw new IllegalStateException("the store does not have " + content);
    }
  }

  /** Where the store has these bytes, if it has them. */
  public Path blob(String content) {
    var hex = Hashing.of(content.getBytes(StandardCharsets.UTF_8)).sha256();
    return folder.path().resolve("blobs/sha256").resolve(hex.substring(0, 3)).resolve(hex);
  }
}
