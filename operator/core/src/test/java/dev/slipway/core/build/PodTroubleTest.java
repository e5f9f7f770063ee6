package dev.slipway.core.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from a pod's status, as kubelets and schedulers write it. */
final class PodTroubleTest {

  private static final Duration QUEUED = Duration.ofHours(8);

  private static Pod pod(String status) {
    return Serialization.unmarshal(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nstatus: {" + status + "}", Pod.class);
  }

  private static Pod waiting(String reason, String message) {
    return pod(
        "phase: Pending, containerStatuses: [{name: build, image: 'app:1', state: {waiting: {reason: "
            + reason
            + (message == null ? "" : ", message: '" + message + "'")
            + "}}}]");
  }

  private static Pod terminated(String phase, String reason, int exitCode, String message) {
    return pod(
        "phase: %s, containerStatuses: [{name: build, image: 'app:1', state: {terminated: {reason: %s, exitCode: %d, message: '%s'}}}]"
            .formatted(phase, reason, exitCode, message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "ErrImagePull         | not found | PT2M | image app:1 cannot be pulled: not found",
        "ImagePullBackOff     | -         | PT2M | image app:1 cannot be pulled",
        "InvalidImageName     | bad       | -    | container build: InvalidImageName: bad",
        "ErrImageNeverPull    | -         | -    | container build: ErrImageNeverPull",
        "CreateContainerConfigError | no secret | - | container build: CreateContainerConfigError: no secret",
      })
  void aContainerThatCannotStart(String reason, String message, String patience, String said) {
    assertThat(PodTrouble.waiting(waiting(reason, message), QUEUED))
        .contains(
            new PodTrouble(
                "BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE",
                said,
                Optional.ofNullable(patience).map(Duration::parse)));
  }

  @ParameterizedTest
  @CsvSource({"ContainerCreating", "PodInitializing"})
  void whatPassesIsNoTrouble(String reason) {
    assertThat(PodTrouble.waiting(waiting(reason, null), QUEUED)).isEmpty();
    assertThat(PodTrouble.ended(waiting(reason, null))).isEmpty();
    assertThat(PodTrouble.fromOutside(waiting(reason, null))).isEmpty();
  }

  @Test
  void theRunnersImageCountsToo() {
    var pod =
        pod(
            "initContainerStatuses: [{name: runner, image: 'r:1', state: {waiting: {reason: ErrImagePull}}}]");
    assertThat(PodTrouble.waiting(pod, QUEUED))
        .hasValueSatisfying(t -> assertThat(t.message()).startsWith("image r:1"));
  }

  @Test
  void noNodeIsWaitedForAsLongAsTheQueueAllows() {
    var pod =
        pod(
            "phase: Pending, conditions: [{type: PodScheduled, status: 'False', message: 0/1 nodes}]");
    assertThat(PodTrouble.waiting(pod, QUEUED))
        .contains(
            new PodTrouble(
                "QUEUED_TIMEOUT", "no node takes the build pod: 0/1 nodes", Optional.of(QUEUED)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reason: Evicted, message: The node was low on memory | the build pod ended: Evicted: The node was low on memory",
        "reason: NodeLost | the build pod ended: NodeLost",
        "conditions: [{type: DisruptionTarget, status: 'True', reason: PreemptionByScheduler, message: room}] | the build pod was evicted: PreemptionByScheduler: room",
        "containerStatuses: [{name: build, state: {terminated: {reason: OOMKilled, exitCode: 137}}}] | the build container ran out of memory; raise environment.resources.limits.memory",
      })
  void whatEndsABuildFromOutside(String status, String said) {
    assertThat(PodTrouble.fromOutside(pod("phase: Failed, " + status))).contains(said);
    assertThat(PodTrouble.ended(pod("phase: Failed, " + status)))
        .contains(new PodTrouble("FAULT", said, Optional.empty()));
  }

  @Test
  void aDeletedPodIsSeenWhileItEnds() {
    var pod = pod("phase: Running");
    assertThat(PodTrouble.fromOutside(pod)).isEmpty();
    pod.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    assertThat(PodTrouble.fromOutside(pod))
        .contains("the build pod was deleted while the build ran");
  }

  @Test
  void endsWithoutAResult() {
    assertThat(PodTrouble.ended(terminated("Running", "Error", 1, ""))).isEmpty();
    assertThat(PodTrouble.ended(terminated("Failed", "Error", 3, "")))
        .contains(
            new PodTrouble(
                "FAULT",
                "the build pod ended without a result; container build: Error, exit code 3",
                Optional.empty()));
    assertThat(PodTrouble.ended(pod("phase: Failed, reason: DeadlineExceeded")))
        .contains(
            new PodTrouble("TIMED_OUT", "the build pod ran into its deadline", Optional.empty()));
    assertThat(PodTrouble.ended(terminated("Running", "StartError", 128, "no such file")))
        .contains(
            new PodTrouble(
                "FAULT",
                "the image app:1 cannot run the build: it needs /bin/sh (no such file)",
                Optional.empty()));
  }
}
