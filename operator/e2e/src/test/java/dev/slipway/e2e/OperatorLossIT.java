package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.testkit.cluster.FailureDump;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The leader's process is killed at ten moments of builds; every build runs once and ends right.
 */
final class OperatorLossIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final int MOMENTS = 10;
  private static final String LEADER = "slipway-operator";

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());

  @Test
  void everyBuildEndsRightWhateverTheMoment() {
    var namespace = SLIPWAY.cluster().namespace();
    var builds = new Builds(SLIPWAY, namespace);
    builds.project("shell", Builds.SHELL_IMAGE, "", "");
    var names = new ArrayList<String>();
    for (int moment = 0; moment < MOMENTS; moment++) {
      var name = "moment-" + moment;
      names.add(name);
      var before = leader();
      builds.start(
          name,
          "shell",
          """
          version: 0.2
          env:
            exported-variables: [STEPS]
          phases:
            install: {commands: ["export STEPS=i", "sleep 1"]}
            pre_build: {commands: ["export STEPS=${STEPS}p", "sleep 1"]}
            build: {commands: ["export STEPS=${STEPS}b", "sleep 1"]}
            post_build: {commands: ["export STEPS=${STEPS}o", "sleep 1"]}
          """);
      SLIPWAY.cluster().node().run("sleep", seconds(moment));
      kill(before);
      replace(before);
      var acquired = lease("acquireTime") + lease("renewTime");
      Awaitility.await("a leader after " + before)
          .atMost(Duration.ofSeconds(90))
          .until(() -> !acquired.equals(lease("acquireTime") + lease("renewTime")));
    }
    for (var name : names) {
      var status = builds.end(name, Duration.ofMinutes(2));
      assertThat(status.buildStatus())
          .as("%s: %s", name, Builds.message(status))
          .isEqualTo(BuildState.SUCCEEDED);
      assertThat(status.exportedVariables()).containsEntry("STEPS", "ipbo");
    }
    assertThat(numbers(namespace)).doesNotHaveDuplicates().hasSize(MOMENTS);
    assertThat(podsStarted(namespace)).doesNotHaveDuplicates().hasSize(MOMENTS);
  }

  /** From the very beginning to after the end of a build that takes some six seconds. */
  private static String seconds(int moment) {
    return String.valueOf(700L * moment / 1000.0);
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

  private static List<Long> numbers(String namespace) {
    return SLIPWAY
        .cluster()
        .client()
        .resources(BuildExecution.class)
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .map(b -> b.getStatus().buildNumber())
        .toList();
  }

  /** Pods that the scheduler placed: one that was made twice is there twice. */
  private static List<String> podsStarted(String namespace) {
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
        .filter(l -> l.startsWith("moment-"))
        .map(l -> l.split(" ", 2)[0])
        .toList();
  }
}
