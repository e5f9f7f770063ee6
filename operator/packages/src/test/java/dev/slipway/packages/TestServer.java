package dev.slipway.packages;

import dev.slipway.packages.event.Webhook;
import dev.slipway.packages.http.Door;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.identity.Credentials;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Policies;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.Store;
import dev.slipway.packages.upstream.ExternalRepository;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A package server of this process on a free port. The token is who one is. */
public final class TestServer implements AutoCloseable {

  public static final String DOMAIN = "test";

  private final Catalog catalog = new Catalog();
  private final Policies policies = new Policies();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CollectorRegistry registry = new CollectorRegistry();
  private final PackagesServer server;

  /** A server whose store is a folder. */
  public TestServer(Path root) throws IOException {
    this(new Store.Volume(root));
  }

  /** A server of a domain with limits. */
  public TestServer(Path root, Limits limits) throws IOException {
    this(new Store.Volume(root), new Tokens(), Map.of(), List.of(), limits, Clock.systemUTC());
  }

  /** A server that tells webhooks of events. */
  public TestServer(Path root, List<Webhook> webhooks) throws IOException {
    this(
        new Store.Volume(root),
        new Tokens(),
        Map.of(),
        webhooks,
        Limits.DEFAULT,
        Clock.systemUTC());
  }

  /** A server with any store. */
  public TestServer(Store store) throws IOException {
    this(store, new Tokens(), Map.of(), List.of(), Limits.DEFAULT, Clock.systemUTC());
  }

  /** A replica that tells webhooks of events. */
  public TestServer(Store store, List<Webhook> webhooks) throws IOException {
    this(store, new Tokens(), Map.of(), webhooks, Limits.DEFAULT, Clock.systemUTC());
  }

  /** A server that knows callers in some way. */
  public TestServer(Path root, Access access, Map<String, Door> doors) throws IOException {
    this(new Store.Volume(root), access, doors, List.of(), Limits.DEFAULT, Clock.systemUTC());
  }

  /** A server with other callers, or another time. */
  public TestServer(Path root, Access access, InstantSource clock) throws IOException {
    this(new Store.Volume(root), access, Map.of(), List.of(), Limits.DEFAULT, clock);
  }

  private TestServer(
      Store store,
      Access access,
      Map<String, Door> doors,
      List<Webhook> webhooks,
      Limits limits,
      InstantSource clock)
      throws IOException {
    server =
        new PackagesServer(
            new PackagesServer.Settings(
                DOMAIN, store, 0, new PackagesServer.Records("team", webhooks, 90), limits),
            catalog,
            policies,
            access,
            doors,
            clock,
            registry,
            () -> true);
    server.start();
  }

  /** A server with another time. */
  public TestServer(Path root, InstantSource clock) throws IOException {
    this(root, new Tokens(), clock);
  }

  /**
   * A server with a repository for an external one, {@code libs}, which is published to, and {@code
   * all}, which has what is in both.
   *
   * @param outside name of the first
   */
  public static TestServer joining(Path store, String outside, Format format, String url)
      throws IOException {
    return new TestServer(store)
        .remote(outside, format, url)
        .hosted("libs")
        .hosted("all", "libs", outside);
  }

  /** Takes a file out of the store, as upkeep does when there is no room for it. */
  boolean evict(String digest) throws IOException {
    return server.evict(digest);
  }

  /**
   * {@code reader} may read, {@code writer} everything, {@code pod:NAME} is a pod that may read,
   * {@code may:VERB,VERB} may do what it says, nobody else anything.
   */
  private static final class Tokens implements Access {
    @Override
    public Optional<Caller> caller(String header) {
      return Credentials.token(header)
          .filter(token -> token.matches("reader|writer|pod:.+|may:.+"))
          .map(
              token ->
                  token.startsWith("pod:")
                      ? new Caller(
                          "system:serviceaccount:team:build",
                          "1",
                          List.of(),
                          token.substring(4),
                          "uid-of-" + token.substring(4))
                      : new Caller(token, token, List.of()));
    }

    @Override
    public boolean mayUse(Caller caller, String verb, String repository) {
      return caller.user().startsWith("may:")
          ? List.of(caller.user().substring(4).split(",", -1)).contains(verb)
          : "get".equals(verb) || "writer".equals(caller.user());
    }

    @Override
    public boolean mayUseStore(Caller caller, String domain) {
      return "writer".equals(caller.user());
    }

    @Override
    public boolean mayAdminister(Caller caller, String verb, String domain) {
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

  /** Serves for each format a repository of its name that stands for the same external one. */
  public TestServer remoteOfEach(String url) {
    for (var format : Format.values()) {
      if (format != Format.generic) {
        remote(format.name(), format, url);
      }
    }
    return this;
  }

  /** Serves a repository no more, as if it had been deleted. */
  public TestServer gone(String name) {
    catalog.remove(name);
    return this;
  }

  /** Lets in what the policy says from now on. */
  public TestServer policy(DomainPolicy policy) {
    policies.set(policy);
    return this;
  }

  /** Clients outside reach it at these addresses from now on. */
  public TestServer outside(String... urls) {
    server.outerAddresses().set(List.of(urls));
    return this;
  }

  /** Serves a repository as it is described. */
  public TestServer serves(RepositoryView view) {
    catalog.put(view);
    return this;
  }

  /** What the metrics say; 0 for a metric that has counted nothing. */
  public double metric(String name, String label, String value) {
    var sample = registry.getSampleValue(name, new String[] {label}, new String[] {value});
    return sample == null ? 0 : sample;
  }

  /** Does what upkeep has due. */
  public void tick() {
    server.tick();
  }

  /** Address of the server, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Address of the server, with a slash at the end. */
  public String root() {
    return url() + "/";
  }

  public int port() {
    return server.port();
  }

  /** Address of a repository in a format, with a slash at the end. */
  public String url(String repository, String format) {
    return "http://127.0.0.1:%d/repositories/%s/%s/".formatted(server.port(), repository, format);
  }

  /** Address of the server, without a slash at the end. */
  public String address() {
    return "http://127.0.0.1:" + server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
