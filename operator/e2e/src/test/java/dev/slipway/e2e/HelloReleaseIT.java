package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentState;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineExecutionState;
import dev.slipway.testkit.cluster.FailureDump;
import dev.slipway.testkit.load.LoadClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The life of {@code examples/hello-release}: three commits, and the end of everything. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class HelloReleaseIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final String NAMESPACE = Example.HELLO;
  private static final int NODE_PORT = 30081;
  private static final String SOURCE = "src/main/java/hello/Hello.java";
  private static final Duration RELEASE = Duration.ofMinutes(5);
  private static final int REQUESTS = 20_000;

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());

  @TempDir static Path work;
  private static Example release;
  private static LoadClient load;
  private static String first;
  private static String second;

  private final Follow follow = new Follow(SLIPWAY.cluster().client(), NAMESPACE);

  @BeforeAll
  static void prepare() {
    SLIPWAY.services().repository("hello-release");
    release =
        new Example(
            SLIPWAY.kubectl(),
            SLIPWAY.root(),
            "hello-release",
            NAMESPACE,
            work,
            SLIPWAY.services().outside("hello-release"));
    release.prepare();
    release.checkOut();
  }

  @Test
  @Order(1)
  void theFirstCommitIsReleased() throws Exception {
    var commit = release.push("Say hello");
    release.sync();

    var run = end(commit);

    assertThat(run.getStatus().status())
        .as(Follow.table(run))
        .isEqualTo(PipelineExecutionState.Succeeded);
    assertThat(body()).isEqualTo("Hello, release one\n");
    assertThat(answer().headers().firstValue("X-Revision"))
        .contains(deployment(run).getStatus().revision());
    assertThat(SLIPWAY.kubectl().run("get", "gitsync", "-n", NAMESPACE, "hello-release"))
        .contains(commit);
  }

  @Test
  @Order(2)
  void theTourOfTheReadmeWorks() throws IOException {
    var commands = Tour.commands(SLIPWAY.root());
    assertThat(commands).hasSizeGreaterThan(8);
    for (var command : commands) {
      assertThat(SLIPWAY.kubectl().shell(command).output()).as(command).isNotBlank();
    }
    Awaitility.await("the run that was started by hand")
        .atMost(RELEASE)
        .until(
            () ->
                SLIPWAY
                    .cluster()
                    .client()
                    .resources(PipelineExecution.class)
                    .inNamespace(NAMESPACE)
                    .list()
                    .getItems()
                    .stream()
                    .allMatch(
                        e ->
                            e.getStatus() != null
                                && e.getStatus().status() == PipelineExecutionState.Succeeded));
  }

  @Test
  @Order(3)
  void theSecondCommitTakesOverWithoutALostRequest() throws Exception {
    first = answer().headers().firstValue("X-Revision").orElseThrow();
    load = new LoadClient(SLIPWAY.cluster().node().address(), NODE_PORT, "X-Revision", 40, 400);
    release.edit(SOURCE, "release one", "release two");
    var commit = release.push("Say it again");

    stopKubeProxyInTheMiddle(commit);
    var run = end(commit);

    assertThat(run.getStatus().status())
        .as(Follow.table(run))
        .isEqualTo(PipelineExecutionState.Succeeded);
    assertThat(body()).isEqualTo("Hello, release two\n");
    second = deployment(run).getStatus().revision();
  }

  /** From the moment when green starts, for eight seconds, no node learns of any change. */
  private void stopKubeProxyInTheMiddle(String commit) {
    Awaitility.await("the deployment of " + commit)
        .atMost(RELEASE)
        .until(() -> follow.execution(commit).flatMap(this::started), Optional::isPresent);
    SLIPWAY.cluster().node().run("pkill", "-STOP", "-x", "kube-proxy");
    try {
      SLIPWAY.cluster().node().run("sleep", "8");
    } finally {
      SLIPWAY.cluster().node().run("pkill", "-CONT", "-x", "kube-proxy");
    }
  }

  private Optional<DeploymentExecution> started(PipelineExecution run) {
    return SLIPWAY
        .cluster()
        .client()
        .resources(DeploymentExecution.class)
        .inNamespace(NAMESPACE)
        .list()
        .getItems()
        .stream()
        .filter(d -> d.getMetadata().getName().startsWith(run.getMetadata().getName()))
        .filter(d -> d.getStatus() != null)
        .findFirst();
  }

  @Test
  @Order(4)
  void theThirdCommitIsTakenBackWhileTheSecondServes() throws Exception {
    release.edit(SOURCE, "server.start();", "System.exit(3);");
    var commit = release.push("Break the start");

    var run = end(commit);

    assertThat(run.getStatus().status()).isEqualTo(PipelineExecutionState.Failed);
    var deployment = deployment(run);
    assertThat(deployment.getStatus().status()).isEqualTo(DeploymentState.Failed);
    assertThat(deployment.getStatus().error().message()).contains("exit code 3");
    assertThat(body()).isEqualTo("Hello, release two\n");

    Awaitility.await("enough requests")
        .atMost(Duration.ofMinutes(2))
        .until(() -> load.requests() >= REQUESTS);
    var result = load.stop();
    assertThat(result.failures()).as("of %d requests", result.requests()).isEmpty();
    assertThat(result.requests()).isGreaterThanOrEqualTo(REQUESTS);
    assertThat(result.revisions()).containsOnlyKeys(first, second);
  }

  @Test
  @Order(5)
  void whatIsDeletedLeavesNothingBehind() {
    var kubectl = SLIPWAY.kubectl();
    kubectl.run("delete", "gitsync", "--all", "-n", NAMESPACE, "--timeout=60s");
    kubectl.run("delete", "slipway", "--all", "-n", NAMESPACE, "--timeout=60s");

    Awaitility.await("everything to be gone")
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> {
              assertThat(
                      kubectl.run(
                          "get",
                          "slipway,all,pvc,roles,rolebindings,controllerrevisions",
                          "-n",
                          NAMESPACE,
                          "-o",
                          "name"))
                  .isEqualTo("rolebinding.rbac.authorization.k8s.io/sync\n");
              assertThat(
                      kubectl.run(
                          "get",
                          "clusterrolebindings",
                          "-l",
                          "app.kubernetes.io/managed-by=slipway",
                          "-o",
                          "name"))
                  .doesNotContain("slipway-packages-" + NAMESPACE);
            });
  }

  private PipelineExecution end(String commit) {
    return follow.end(commit, RELEASE, System.out::println);
  }

  private static DeploymentExecution deployment(PipelineExecution run) {
    return SLIPWAY
        .cluster()
        .client()
        .resources(DeploymentExecution.class)
        .inNamespace(NAMESPACE)
        .list()
        .getItems()
        .stream()
        .filter(d -> d.getMetadata().getName().startsWith(run.getMetadata().getName()))
        .findFirst()
        .orElseThrow();
  }

  private static String body() throws IOException, InterruptedException {
    return answer().body();
  }

  private static HttpResponse<String> answer() throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(
                  URI.create(
                      "http://" + SLIPWAY.cluster().node().address() + ":" + NODE_PORT + "/"))
              .timeout(Duration.ofSeconds(10))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
