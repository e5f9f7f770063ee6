package dev.slipway.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.controller.runtime.Settings;
import dev.slipway.testkit.cluster.ApiServer;
import dev.slipway.testkit.cluster.Cache;
import dev.slipway.testkit.cluster.Kubectl;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator says of repositories while others change, on a real API server. */
final class RepositoryIT {

  private static final ApiServer API = ApiServer.get();

  /** Without a package server, nothing else is in the way. */
  private static final String USABLE = "DomainNotReady";

  @TempDir Path folder;
  private String namespace;
  private Kubectl kubectl;
  private SlipwayOperator operator;

  @BeforeEach
  void start() throws IOException {
    namespace = API.namespace();
    var config = Files.writeString(folder.resolve("kubeconfig"), API.kubeconfig());
    kubectl = new Kubectl(Cache.program("kubectl").toString(), config);
    operator =
        new SlipwayOperator(
            Settings.from(
                Map.of(
                    "SLIPWAY_HTTP_PORT",
                    "0",
                    "SLIPWAY_LEADER_ELECTION",
                    "false",
                    "SLIPWAY_WATCH_NAMESPACES",
                    namespace)),
            API.config(),
            new CollectorRegistry(),
            Clock.systemUTC(),
            _ -> {});
    operator.start();
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private void repository(String name, String upstreams) {
    kubectl.apply(
        namespace,
        "apiVersion: slipway.dev/v1alpha1\nkind: Repository\nmetadata: {name: %s}\nspec: {description: x, upstreams: [%s]}\n"
            .formatted(name, upstreams));
  }

  private void is(String repository, String reason) {
    kubectl.run(
        "wait",
        "-n",
        namespace,
        "--for=jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}=" + reason,
        "pkgrepo/" + repository,
        "--timeout=20s");
  }

  private String message(String repository) {
    return kubectl.run(
        "get",
        "-n",
        namespace,
        "pkgrepo",
        repository,
        "-o",
        "jsonpath={.status.conditions[?(@.type==\"Ready\")].message}");
  }

  @Test
  void whoseUpstreamComesLaterOrGoesHearsOfIt() {
    repository("all", "near");
    is("all", "InvalidRepository");
    repository("near", "far");
    repository("far", "");
    is("all", USABLE);
    kubectl.run("delete", "-n", namespace, "pkgrepo", "far");
    is("near", "InvalidRepository");
    is("all", "InvalidRepository");
    assertThat(message("all")).isEqualTo("upstreams: there is no Repository far in domain default");
  }

  @Test
  void aCircleThatTwoEditsMakeIsToldAtBothAndEndsAtBoth() {
    repository("b", "");
    repository("a", "b");
    is("a", USABLE);
    repository("b", "a");
    is("b", "InvalidRepository");
    is("a", "InvalidRepository");
    assertThat(message("a")).isEqualTo("upstreams go in a circle: a → b → a");
    repository("a", "");
    is("a", USABLE);
    is("b", USABLE);
  }

  @Test
  void aDomainGoesOnlyAfterItsRepositories() {
    repository("libs", "");
    is("libs", USABLE);
    kubectl.run("delete", "-n", namespace, "dom", "default", "--wait=false");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> kubectl.run("get", "-n", namespace, "events").contains("RepositoriesRemain"));
    assertThat(kubectl.run("get", "-n", namespace, "dom", "default", "-o", "name"))
        .contains("default");
    kubectl.run("delete", "-n", namespace, "pkgrepo", "libs");
    kubectl.run("wait", "-n", namespace, "--for=delete", "dom/default", "--timeout=20s");
  }
}
