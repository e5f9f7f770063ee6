package dev.slipway.packages;

import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.identity.Credentials;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.upstream.ExternalRepository;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A package server of this process on a free port. The token is who one is. */
public final class TestServer implements AutoCloseable {

  public static final String DOMAIN = "test";

  private final Catalog catalog = new Catalog();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CollectorRegistry registry = new CollectorRegistry();
  private final PackagesServer server;

  public TestServer(Path root) throws IOException {
    this(root, new Tokens());
  }

  /** A server that knows callers in another way. */
  public TestServer(Path root, Access access) throws IOException {
    server =
        new PackagesServer(
            new PackagesServer.Settings(DOMAIN, root, 0),
            catalog,
            access,
            Clock.systemUTC(),
            registry,
            () -> true);
    server.start();
  }

  /** {@code reader} may read, {@code writer} everything, nobody else anything. */
  private static final class Tokens implements Access {
    @Override
    public Optional<Caller> caller(String header) {
      return Credentials.token(header)
          .filter(List.of("reader", "writer")::contains)
          .map(token -> new Caller(token, token, List.of()));
    }

    @Override
    public boolean mayUse(Caller caller, String verb, String repository) {
      return "get".equals(verb) || "writer".equals(caller.user());
    }

    @Override
    public boolean mayUseStore(Caller caller, String domain) {
      return "writer".equals(caller.user());
    }
  }

  /** Serves a repository that is published to. */
  public TestServer hosted(String name, String... upstreams) {
    catalog.put(new RepositoryView(name, List.of(upstreams), null, false));
    return this;
  }

  /** Serves a repository that everybody may read. */
  public TestServer open(String name, String... upstreams) {
    catalog.put(new RepositoryView(name, List.of(upstreams), null, true));
    return this;
  }

  /** Serves a repository that stands for an external one. */
  public TestServer remote(String name, Format format, String url) {
    var external = new ExternalRepository(name, format, url.replaceAll("/+$", ""), client, "");
    catalog.put(new RepositoryView(name, List.of(), external, false));
    return this;
  }

  /** Address of a repository in a format, with a slash at the end. */
  public String url(String repository, String format) {
    return "http://127.0.0.1:%d/repositories/%s/%s/".formatted(server.port(), repository, format);
  }

  @Override
  public void close() {
    server.close();
  }
}
