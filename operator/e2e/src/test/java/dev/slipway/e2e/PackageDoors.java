package dev.slipway.e2e;

import dev.slipway.testkit.cluster.Kubectl;
import dev.slipway.testkit.load.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * Ways from this machine to the two package servers of a namespace's default domain: through their
 * Service, and to each alone. Each is a port of the node.
 */
final class PackageDoors {

  /**
   * A way.
   *
   * @param host address of the node
   */
  record Door(String host, int port) {
    /** Asks on a connection of its own. */
    Connection.Answer ask(Connection.Question question) throws IOException {
      try (var connection = new Connection(host, port, false)) {
        return connection.ask(question);
      }
    }
  }

  private final SlipwayCluster slipway;
  private final Kubectl kubectl;
  private final String namespace;
  private final Map<String, String> headers;

  PackageDoors(SlipwayCluster slipway, String namespace) {
    this.slipway = slipway;
    this.kubectl = slipway.kubectl();
    this.namespace = namespace;
    kubectl.run(
        "create",
        "rolebinding",
        "publishers",
        "-n",
        namespace,
        "--clusterrole=edit",
        "--serviceaccount=" + namespace + ":default");
    var token =
        kubectl.run(
            "create",
            "token",
            "default",
            "-n",
            namespace,
            "--audience=https://packages.slipway.dev/" + namespace + "/default");
    headers = Map.of("Authorization", "Bearer " + token.strip());
  }

  Connection.Question get(String path) {
    return new Connection.Question("GET", path, headers, "");
  }

  Connection.Question put(String path, String content) {
    return new Connection.Question("PUT", path, headers, content);
  }

  /** The way through the Service that the operator made. */
  Door service() {
    kubectl.run(
        "patch",
        "service",
        "packages-default",
        "-n",
        namespace,
        "-p",
        "{\"spec\":{\"type\":\"NodePort\"}}");
    return open("packages-default");
  }

  /** The ways to single pods, which take the places of those that were there before them. */
  List<Door> to(List<String> pods) {
    for (int i = 0; i < pods.size(); i++) {
      kubectl.run("label", "pod", pods.get(i), "-n", namespace, "door=" + i, "--overwrite");
      kubectl.apply(
          namespace,
          """
          apiVersion: v1
          kind: Service
          metadata: {name: door-%1$d}
          spec: {type: NodePort, selector: {door: "%1$d"}, ports: [{port: 8080}]}
          """
              .formatted(i));
    }
    return List.of(open("door-0"), open("door-1"));
  }

  private Door open(String service) {
    var port =
        kubectl.run(
            "get", "service", service, "-n", namespace, "-o", "jsonpath={.spec.ports[0].nodePort}");
    var door = new Door(slipway.cluster().node().address(), Integer.parseInt(port.strip()));
    Awaitility.await(service + " to answer")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> door.ask(get("/readyz")).status() == 200);
    return door;
  }
}
