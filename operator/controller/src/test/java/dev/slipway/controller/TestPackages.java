package dev.slipway.controller;

import dev.slipway.controller.feed.FeedClient;
import dev.slipway.core.build.PackageAccess;
import dev.slipway.packages.PackagesServer;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.identity.Identity;
import dev.slipway.packages.identity.OwnTokens;
import dev.slipway.packages.model.Limits;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Policies;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.Store;
import dev.slipway.testkit.cluster.ApiServer;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The package server of a namespace's domain {@code default} in this process, with repositories
 * {@code libs} and {@code other}. It asks the API server who the operator is; {@code writer} is
 * somebody who may do everything.
 */
final class TestPackages implements AutoCloseable, FeedClient.Addresses {

  private static final String WRITER = "Bearer writer";

  private final String namespace;
  private final ApiServer api;
  private final HttpClient client = HttpClient.newHttpClient();
  private PackagesServer server;
  private volatile int port = 1;

  TestPackages(ApiServer api, String namespace) {
    this.api = api;
    this.namespace = namespace;
  }

  /** Starts on a folder, on another port than before. */
  TestPackages start(Path folder) throws IOException {
    var audience = PackageAccess.audience(namespace, "default");
    var registry = new CollectorRegistry();
    var clock = Clock.systemUTC();
    var identity =
        new Identity(
            api.client(),
            namespace,
            "default",
            audience,
            OwnTokens.open(folder.resolve("identity"), audience, clock),
            clock,
            registry);
    var catalog = new Catalog();
    catalog.put(new RepositoryView("libs", List.of(), null, false));
    catalog.put(new RepositoryView("other", List.of(), null, false));
    server =
        new PackagesServer(
            new PackagesServer.Settings(
                "default",
                new Store.Volume(folder),
                0,
                new PackagesServer.Records(namespace, List.of(), 1),
                Limits.DEFAULT),
            catalog,
            new Policies(),
            new Writers(identity),
            Map.of(),
            clock,
            registry,
            () -> true);
    server.start();
    port = server.port();
    return this;
  }

  /** The writer of the tests, and whom the API server knows. */
  private record Writers(Access known) implements Access {
    @Override
    public Optional<Caller> caller(String header) {
      return WRITER.equals(header)
          ? Optional.of(new Caller("writer", "writer", List.of()))
          : known.caller(header);
    }

    private static boolean writer(Caller caller) {
      return caller.user().equals("writer");
    }

    @Override
    public boolean mayUse(Caller caller, String verb, String repository) {
      return writer(caller) || known.mayUse(caller, verb, repository);
    }

    @Override
    public boolean mayFollow(Caller caller) {
      return known.mayFollow(caller);
    }

    @Override
    public boolean mayUseStore(Caller caller, String domain) {
      return known.mayUseStore(caller, domain);
    }

    @Override
    public boolean mayAdminister(Caller caller, String verb, String domain) {
      return known.mayAdminister(caller, verb, domain);
    }
  }

  @Override
  public String endpoint(String ofNamespace, String domain) {
    return "http://127.0.0.1:" + port;
  }

  /** Puts a file at a path below {@code repositories}. */
  void put(String path, String content) {
    send("PUT", "/repositories/" + path, content);
  }

  /** Calls the API. */
  void call(String method, String path, String body) {
    send(method, "/api/v1/" + path, body);
  }

  /** What a token reads at a path of the API: the status. */
  int status(String token, String path) {
    return send(
        HttpRequest.newBuilder(URI.create(endpoint("", "") + path))
            .header("Authorization", "Bearer " + token)
            .build());
  }

  private void send(String method, String path, String body) {
    int status =
        send(
            HttpRequest.newBuilder(URI.create(endpoint("", "") + path))
                .header("Authorization", WRITER)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    if (status / 100 != 2) {
      throw new AssertionError(method + " " + path + " is answered with " + status);
    }
  }

  private int send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      throw new AssertionError(request.uri() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Publishes a version of a generic package. */
  void publish(String path) {
    put("libs/generic/" + path + "/file", path);
  }

  /** Publishes a version of com.example:core as Maven does. */
  void maven(String version) {
    var folder = "libs/maven/com/example/core/";
    put(folder + version + "/core-" + version + ".jar", "jar " + version);
    put(folder + version + "/core-" + version + ".pom", "<project/>");
    put(
        folder + "maven-metadata.xml",
        """
        <metadata><groupId>com.example</groupId><artifactId>core</artifactId>
        <versioning><versions><version>%s</version></versions></versioning></metadata>
        """
            .formatted(version));
  }

  @Override
  public void close() {
    server.close();
  }
}
