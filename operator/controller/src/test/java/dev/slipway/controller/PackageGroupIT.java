package dev.slipway.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.controller.runtime.Settings;
import dev.slipway.testkit.cluster.ApiServer;
import dev.slipway.testkit.cluster.Cache;
import dev.slipway.testkit.cluster.Kubectl;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator says of package groups, on a real API server and by kubectl. */
final class PackageGroupIT {

  private static final ApiServer API = ApiServer.get();

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

  private void apply(String kind, String name, String spec) {
    kubectl.apply(
        namespace,
        "apiVersion: slipway.dev/v1alpha1\nkind: %s\nmetadata: {name: %s}\nspec: {%s}\n"
            .formatted(kind, name, spec));
  }

  /** Waits until a group is ready, or for the reason why it is not. */
  private void is(String group, String reason) {
    kubectl.run(
        "wait",
        "-n",
        namespace,
        "--for=jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}=" + reason,
        "pkggroup/" + group,
        "--timeout=20s");
  }

  private String get(String group, String path) {
    return kubectl.run("get", "-n", namespace, "pkggroup", group, "-o", "jsonpath={" + path + "}");
  }

  @Test
  void aGroupFollowsWhatStandsAroundIt() {
    var onlyLibs = "mode: ALLOW_SPECIFIC_REPOSITORIES, repositories: [libs]";
    apply(
        "PackageGroup",
        "acme",
        "pattern: /npm/acme/*, restrictions: {publish: {" + onlyLibs + "}}");
    is("acme", "DomainNotFound");
    apply("Domain", "default", "");
    is("acme", "RepositoryNotFound");
    assertThat(get("acme", ".status.parent.pattern")).isEqualTo("/*");

    apply("Repository", "libs", "");
    kubectl.run("wait", "-n", namespace, "--for=condition=Ready", "pkggroup/acme", "--timeout=20s");
    apply("PackageGroup", "npm", "pattern: /npm/*");
    kubectl.run(
        "wait",
        "-n",
        namespace,
        "--for=jsonpath={.status.parent.name}=npm",
        "pkggroup/acme",
        "--timeout=20s");
    assertThat(kubectl.run("get", "-n", namespace, "pkggroup", "acme").lines().skip(1))
        .singleElement()
        .satisfies(line -> assertThat(line).matches("acme +\\d+s +default +/npm/acme/\\* +True *"));

    kubectl.run("delete", "-n", namespace, "pkgrepo", "libs");
    is("acme", "RepositoryNotFound");
  }

  @Test
  void theSecondOfTwoWithOnePatternWaitsUntilTheFirstIsGone() {
    apply("Domain", "default", "");
    apply("PackageGroup", "first", "pattern: /npm/*");
    is("first", "InForce");
    apply("PackageGroup", "second", "pattern: /npm/*");
    is("second", "Conflict");
    assertThat(get("second", ".status.conditions[0].message")).contains("PackageGroup first");
    assertThat(get("second", ".status.observedGeneration")).isEqualTo("1");
    is("first", "InForce");
    apply("PackageGroup", "first", "pattern: /npm/acme/foo-~");
    is("second", "InForce");
    is("first", "InvalidPattern");
    kubectl.run("delete", "-n", namespace, "pkggroup", "first");
    is("second", "InForce");
  }
}
