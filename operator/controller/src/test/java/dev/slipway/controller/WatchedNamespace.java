package dev.slipway.controller;

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

/** The operator alone, for a namespace of its own on a real API server, as kubectl shows it. */
final class WatchedNamespace implements AutoCloseable {

  private static final ApiServer API = ApiServer.get();

  private final String namespace = API.namespace();
  private final Kubectl kubectl;
  private final SlipwayOperator operator;

  /**
   * Starts the operator.
   *
   * @param folder for a kubeconfig
   */
  WatchedNamespace(Path folder) throws IOException {
    var config = Files.writeString(folder.resolve("kubeconfig"), API.kubeconfig());
    kubectl = new Kubectl(Cache.program("kubectl").toString(), config);
    operator =
        new SlipwayOperator(
            Settings.from(
                Map.of(
                    "SLIPWAY_HTTP_PORT", "0",
                    "SLIPWAY_LEADER_ELECTION", "false",
                    "SLIPWAY_WATCH_NAMESPACES", namespace)),
            API.config(),
            new CollectorRegistry(),
            Clock.systemUTC(),
            _ -> {});
    operator.start();
  }

  /** Applies a resource whose spec this is, in YAML's short form without its braces. */
  void apply(String kind, String name, String spec) {
    kubectl.apply(
        namespace,
        "apiVersion: slipway.dev/v1alpha1\nkind: %s\nmetadata: {name: %s}\nspec: {%s}\n"
            .formatted(kind, name, spec));
  }

  /** What kubectl says to a command about the namespace. */
  String kubectl(String verb, String... rest) {
    var arguments = new String[rest.length + 3];
    arguments[0] = verb;
    arguments[1] = "-n";
    arguments[2] = namespace;
    System.arraycopy(rest, 0, arguments, 3, rest.length);
    return kubectl.run(arguments);
  }

  /** What stands at a path of a resource. */
  String get(String resource, String path) {
    return kubectl("get", resource, "-o", "jsonpath={" + path + "}");
  }

  /** Waits until a resource says so. */
  void await(String resource, String condition) {
    kubectl("wait", "--for=" + condition, resource, "--timeout=20s");
  }

  /** Waits until a resource is ready, or not, for this reason. */
  void is(String resource, String reason) {
    await(resource, "jsonpath={.status.conditions[?(@.type==\"Ready\")].reason}=" + reason);
  }

  @Override
  public void close() {
    operator.close();
  }
}
