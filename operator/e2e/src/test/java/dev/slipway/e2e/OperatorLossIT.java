package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentState;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineExecutionState;
import dev.slipway.testkit.cluster.FailureDump;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The leader's process is killed at ten moments of a run; every run ends right, and nothing is done
 * twice.
 */
final class OperatorLossIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final int MOMENTS = 10;
  private static final String LEADER = "slipway-operator";

  private static final String BUILDSPEC =
      """
      version: 0.2
      env:
        exported-variables: [STEPS, IMAGE]
      phases:
        install: {commands: ["export STEPS=i", "sleep 1"]}
        pre_build: {commands: ["export STEPS=${STEPS}p"]}
        build: {commands: ["export STEPS=${STEPS}b", "sleep 1", "IMAGE=%s"]}
        post_build: {commands: ["export STEPS=${STEPS}o"]}
      """
          .formatted(Builds.SHELL_IMAGE);

  private static final String TEMPLATE =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: template}
      spec:
        replicas: 0
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
              - name: web
                image: slipway/busybox:local
                command: [sh, -c, 'mkdir /tmp/w; echo ok >/tmp/w/index.html; exec httpd -f -p 8080 -h /tmp/w']
                readinessProbe: {httpGet: {port: 8080, path: /}, periodSeconds: 1}
      """;

  private static final String RUN =
      """
      apiVersion: slipway.dev/v1alpha1
      kind: DeploymentGroup
      metadata: {name: web-NUMBER}
      spec:
        workload: {name: template}
        replicas: 1
        service: {name: web-NUMBER, port: 80, targetPort: 8080}
      ---
      apiVersion: slipway.dev/v1alpha1
      kind: Pipeline
      metadata: {name: moment-NUMBER}
      spec:
        stages:
          - name: Source
            actions:
              - name: git
                outputArtifacts: [{name: source}]
                git: {url: "GIT", branch: main}
          - name: Build
            actions:
              - {name: app, namespace: app, inputArtifacts: [source], build: {project: shell}}
          - name: Deploy
            actions:
              - {name: web, deploy: {group: web-NUMBER, images: {web: '#{app.IMAGE}'}}}
      """;

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());
  @TempDir Path work;

  private final String namespace = SLIPWAY.cluster().namespace();

  @Test
  void everyRunEndsRightWhateverTheMoment() throws IOException {
    new Builds(SLIPWAY, namespace).project("shell", Builds.SHELL_IMAGE, "", "");
    SLIPWAY.kubectl().apply(namespace, TEMPLATE);
    new WorkTree(SLIPWAY.services(), namespace, work).write("buildspec.yml", BUILDSPEC).push("one");
    for (int moment = 0; moment < MOMENTS; moment++) {
      var before = leader();
      SLIPWAY
          .kubectl()
          .apply(
              namespace,
              RUN.replace("NUMBER", "" + moment).replace("GIT", Services.inside(namespace)));
      SLIPWAY.cluster().node().run("sleep", seconds(moment));
      kill(before);
      replace(before);
      var acquired = lease("acquireTime") + lease("renewTime");
      Awaitility.await("a leader after " + before)
          .atMost(Duration.ofSeconds(90))
          .until(() -> !acquired.equals(lease("acquireTime") + lease("renewTime")));
    }
    Awaitility.await("the end of all runs")
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                list(PipelineExecution.class).stream()
                        .filter(e -> e.getStatus() != null && e.getStatus().endTime() != null)
                        .count()
                    == MOMENTS);
    assertThat(list(PipelineExecution.class))
        .hasSize(MOMENTS)
        .allSatisfy(
            e -> assertThat(e.getStatus().status()).isEqualTo(PipelineExecutionState.Succeeded));
    assertThat(list(BuildExecution.class))
        .hasSize(MOMENTS)
        .allSatisfy(
            b -> {
              assertThat(b.getStatus().buildStatus()).isEqualTo(BuildState.SUCCEEDED);
              assertThat(b.getStatus().exportedVariables()).containsEntry("STEPS", "ipbo");
            })
        .extracting(b -> b.getStatus().buildNumber())
        .doesNotHaveDuplicates();
    assertThat(list(DeploymentExecution.class))
        .hasSize(MOMENTS)
        .allSatisfy(d -> assertThat(d.getStatus().status()).isEqualTo(DeploymentState.Succeeded));
    assertThat(podsStarted()).doesNotHaveDuplicates().hasSize(2 * MOMENTS);
  }

  /** A leader that is told to end gives the lease back: nobody waits for it to run out. */
  @Test
  void aLeaderThatIsToldToEndHandsOver() {
    var before = leader();
    SLIPWAY
        .kubectl()
        .run(
            "delete",
            "pod",
            "-n",
            "slipway-system",
            "--field-selector=status.podIP=" + before.substring(0, before.indexOf(':')),
            "--wait=false");
    Awaitility.await("another leader than " + before)
        .atMost(Duration.ofSeconds(8))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !leader().isEmpty() && !leader().equals(before));
  }

  private <T extends HasMetadata> List<T> list(Class<T> kind) {
    return SLIPWAY.cluster().client().resources(kind).inNamespace(namespace).list().getItems();
  }

  /** From the very beginning to after the end of a run that takes some twelve seconds. */
  private static String seconds(int moment) {
    return String.valueOf(1400L * moment / 1000.0);
  }

  private static String leader() {
    return lease("holderIdentity");
  }

  private static String lease(String field) {
    return SLIPWAY
        .kubectl()
        .attempt(
            "get", "lease", "-n", "slipway-system", LEADER, "-o", "jsonpath={.spec." + field + "}")
        .output()
        .strip();
  }

  /** Ends the process in the pod with this address, without any warning. */
  private static void kill(String leader) {
    var address = leader.substring(0, leader.indexOf(':'));
    var uid =
        SLIPWAY
            .kubectl()
            .run(
                "get",
                "pods",
                "-n",
                "slipway-system",
                "--field-selector=status.podIP=" + address,
                "-o",
                "jsonpath={.items[0].metadata.uid}")
            .strip();
    SLIPWAY
        .cluster()
        .node()
        .run(
            "sh",
            "-c",
            "for p in $(pgrep -f 'dev.slipway.image.Slipway operator'); do"
                + " if grep -q -e %s -e %s /proc/$p/cgroup; then kill -9 $p; exit 0; fi; done; exit 1"
                    .formatted(uid, uid.replace('-', '_')));
  }

  /** A fresh pod in place of the dead one, which would be started ever more slowly. */
  private static void replace(String leader) {
    SLIPWAY
        .kubectl()
        .run(
            "delete",
            "pod",
            "-n",
            "slipway-system",
            "--field-selector=status.podIP=" + leader.substring(0, leader.indexOf(':')),
            "--grace-period=0",
            "--force");
  }

  /** Pods that the scheduler placed: one that was made twice is there twice. */
  private List<String> podsStarted() {
    return SLIPWAY
        .kubectl()
        .run(
            "get",
            "events",
            "-n",
            namespace,
            "--field-selector=reason=Scheduled",
            "-o",
            "jsonpath={range .items[*]}{.involvedObject.name} {.involvedObject.uid}{\"\\n\"}{end}")
        .lines()
        .filter(l -> l.startsWith("moment-") || l.startsWith("web-"))
        .map(l -> l.split(" ", 2)[0])
        .toList();
  }
}
