package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildPhaseType;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.testkit.cluster.FailureDump;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can go wrong with a build, and what its status says then. */
final class BuildTroubleIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration BUILD = Duration.ofMinutes(2);

  private static String namespace;
  private static Builds builds;

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());

  @BeforeAll
  static void project() {
    namespace = SLIPWAY.cluster().namespace();
    builds = new Builds(SLIPWAY, namespace);
    builds.project("shell", Builds.SHELL_IMAGE, "", "");
  }

  /** Builds that wait for a node or an image would go on beside other tests. */
  @AfterAll
  static void delete() {
    SLIPWAY.kubectl().run("delete", "namespace", namespace, "--timeout=90s");
  }

  private static String commands(String... lines) {
    return "version: 0.2\nphases:\n  build:\n    commands:\n"
        + Arrays.stream(lines).map(l -> "      - " + l + "\n").collect(Collectors.joining());
  }

  @Test
  void aGoodBuildSucceedsPhaseByPhase() {
    builds.start(
        "good",
        "shell",
        """
        version: 0.2
        env:
          variables: {GREETING: 007}
          exported-variables: [GREETING, WHERE]
        phases:
          install:
            commands: [cd /tmp, export WHERE=carried]
          build:
            commands: [test "$WHERE" = carried, test "$PWD" = /tmp]
            finally: [echo last]
        """);
    var status = builds.end("good", BUILD);
    assertThat(status.buildStatus()).as(Builds.message(status)).isEqualTo(BuildState.SUCCEEDED);
    assertThat(status.exportedVariables())
        .containsEntry("GREETING", "007")
        .containsEntry("WHERE", "carried");
    assertThat(status.phases())
        .extracting(p -> p.type())
        .containsExactly(
            BuildPhaseType.SUBMITTED,
            BuildPhaseType.QUEUED,
            BuildPhaseType.PROVISIONING,
            BuildPhaseType.DOWNLOAD_SOURCE,
            BuildPhaseType.INSTALL,
            BuildPhaseType.PRE_BUILD,
            BuildPhaseType.BUILD,
            BuildPhaseType.POST_BUILD,
            BuildPhaseType.UPLOAD_ARTIFACTS,
            BuildPhaseType.COMPLETED);
  }

  @Test
  void aBadBuildspecIsNamedByLineAndColumn() {
    builds.start(
        "bad-buildspec",
        "shell",
        "version: 0.2\nphases:\n  build:\n    commands:\n      - echo note: this\n");
    var status = builds.end("bad-buildspec", BUILD);
    assertThat(status.buildStatus()).isEqualTo(BuildState.FAILED);
    assertThat(Builds.message(status)).contains("line 5", "column");
  }

  @Test
  void aMissingProjectEndsTheBuild() {
    builds.start("no-project", "absent", commands("true"));
    var status = builds.end("no-project", SOON);
    assertThat(Builds.message(status)).contains("there is no BuildProject absent");
  }

  @Test
  void aMissingSecretEndsTheBuild() {
    builds.project(
        "secret",
        Builds.SHELL_IMAGE,
        "variables: [{name: PASSWORD, secretRef: {name: absent, key: password}}]",
        "");
    builds.start("no-secret", "secret", commands("true"));
    var status = builds.end("no-secret", SOON);
    assertThat(Builds.message(status)).contains("PASSWORD", "there is no Secret absent");
  }

  @Test
  void anImageThatCannotBePulledIsSeenSoon() {
    builds.project("no-image", "registry.test:5000/absent:1", "", "");
    builds.start("no-image", "no-image", commands("true"));
    var waiting =
        builds.await(
            "no-image", SOON, s -> s.waitingFor() != null && s.waitingFor().contains("absent"));
    assertThat(waiting.waitingFor()).contains("registry.test:5000/absent:1", "cannot be pulled");
  }

  @Test
  void aBuildThatNoNodeTakesSaysWhy() {
    builds.project("huge", Builds.SHELL_IMAGE, "resources: {requests: {cpu: 1000}}", "");
    builds.start("huge", "huge", commands("true"));
    var waiting =
        builds.await("huge", SOON, s -> s.waitingFor() != null && s.waitingFor().contains("node"));
    assertThat(waiting.waitingFor()).contains("Insufficient cpu");
  }

  @Test
  void aCommandWithoutMemoryIsToldApart() {
    builds.project("small", Builds.SHELL_IMAGE, "resources: {limits: {memory: 32Mi}}", "");
    builds.start("out-of-memory", "small", commands("tail /dev/zero"));
    var status = builds.end("out-of-memory", BUILD);
    assertThat(status.buildStatus()).isIn(BuildState.FAILED, BuildState.FAULT);
    assertThat(Builds.message(status)).contains("memory");
  }

  @Test
  void aBuildThatTakesTooLongIsEnded() {
    builds.project("slow", Builds.SHELL_IMAGE, "", "timeout: 3s");
    builds.start("slow", "slow", commands("sleep 600"));
    var status = builds.end("slow", BUILD);
    assertThat(status.buildStatus()).isEqualTo(BuildState.TIMED_OUT);
    assertThat(Builds.message(status)).contains("3 s", "sleep 600");
  }

  @Test
  void aPodThatIsDeletedEndsItsBuild() {
    builds.start("deleted", "shell", commands("sleep 600"));
    builds.await("deleted", BUILD, s -> s.currentPhase() == BuildPhaseType.BUILD);
    SLIPWAY
        .kubectl()
        .run(
            "delete",
            "pod",
            "-n",
            namespace,
            "-l",
            "slipway.dev/build-execution=deleted",
            "--grace-period=1");
    var status = builds.end("deleted", Duration.ofSeconds(30));
    assertThat(status.buildStatus()).isEqualTo(BuildState.FAULT);
    assertThat(Builds.message(status)).contains("pod");
  }

  @Test
  void aPodThatIsEvictedEndsItsBuild() {
    builds.project(
        "disk", Builds.SHELL_IMAGE, "resources: {limits: {ephemeral-storage: 10Mi}}", "");
    builds.start(
        "evicted", "disk", commands("dd if=/dev/zero of=/tmp/big bs=1M count=64", "sleep 600"));
    var status = builds.end("evicted", BUILD);
    assertThat(status.buildStatus()).isEqualTo(BuildState.FAULT);
    assertThat(Builds.message(status)).containsIgnoringCase("evicted");
  }
}
