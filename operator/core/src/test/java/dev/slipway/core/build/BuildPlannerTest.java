package dev.slipway.core.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildExecutionStatus;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways of a build that ends without its runner's word; the usual way is simulated. */
final class BuildPlannerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final BuildSettings SETTINGS =
      new BuildSettings("slipway:1", "kaniko:1", "buildah:1", "http://operator");

  private static final String PROJECT =
      """
      apiVersion: slipway.dev/v1alpha1
      kind: BuildProject
      metadata: {name: app, namespace: n, uid: p, resourceVersion: '7'}
      spec:
        environment: {image: 'app:1'}
        packages: [{repository: central}]
        timeout: 10m
        queuedTimeout: 5m
      status: {lastBuildNumber: 41}
      """;

  private static final Repository CENTRAL =
      Serialization.unmarshal(
          """
          apiVersion: slipway.dev/v1alpha1
          kind: Repository
          metadata: {name: central, namespace: n}
          spec: {}
          """,
          Repository.class);

  private static final String ACCEPTED =
      """
      status:
        buildStatus: IN_PROGRESS
        buildNumber: 42
        startTime: '2026-01-01T00:00:00Z'
        phases:
          - {type: SUBMITTED, startTime: '2026-01-01T00:00:00Z', endTime: '2026-01-01T00:00:00Z'}
          - {type: QUEUED, startTime: '2026-01-01T00:00:00Z'}
        %s
      """;

  private static final String RAN = ACCEPTED.formatted("logs: {pod: app-42-build}");

  private record World(
      String project, String build, String pod, List<String> missing, String refused) {

    World(String build) {
      this(PROJECT, build, null, List.of(), null);
    }

    World withPod(String status) {
      return new World(project, build, status, missing, refused);
    }

    Plan<BuildExecutionStatus> after(String duration) {
      var execution =
          Serialization.unmarshal(
              """
              apiVersion: slipway.dev/v1alpha1
              kind: BuildExecution
              metadata: {name: app-42, namespace: n, uid: b, generation: 1}
              spec: {project: app}
              """
                  + build,
              BuildExecution.class);
      return BuildPlanner.plan(
          new BuildObservation(
              execution,
              project == null ? null : Serialization.unmarshal(project, BuildProject.class),
              pod == null ? null : observedPod(),
              Map.of(),
              null,
              Map.of("central", CENTRAL),
              List.of(),
              missing,
              refused),
          SETTINGS,
          START.plus(Duration.parse(duration)));
    }

    private Pod observedPod() {
      return Serialization.unmarshal(
          "apiVersion: v1\nkind: Pod\nmetadata: {name: app-42-build, namespace: n, uid: x, creationTimestamp: '2026-01-01T00:00:00Z'}\nstatus: {"
              + pod
              + "}",
          Pod.class);
    }
  }

  private static String code(Plan<BuildExecutionStatus> plan) {
    return plan.status().phases().stream()
        .flatMap(p -> p.contexts().stream())
        .map(c -> c.statusCode() + ": " + c.message())
        .reduce("", (a, b) -> b);
  }

  private static List<Class<?>> created(Plan<BuildExecutionStatus> plan) {
    return plan.actions().stream()
        .map(a -> ((Action.Create) a).object())
        .<Class<?>>map(HasMetadata::getClass)
        .toList();
  }

  @Test
  void aBuildOfNoProjectIsRefused() {
    var plan = new World(null, "", null, List.of(), null).after("PT0S");
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.status().buildStatus()).isEqualTo(BuildState.FAILED);
    assertThat(code(plan))
        .isEqualTo("CLIENT_ERROR: there is no BuildProject app in this namespace");
  }

  @Test
  void whatIsMissingIsSaidAllAtOnce() {
    var plan =
        new World(PROJECT, "", null, List.of("no Secret a", "no Secret b"), null).after("PT0S");
    assertThat(plan.actions()).isEmpty();
    assertThat(code(plan)).isEqualTo("CLIENT_ERROR: no Secret a; no Secret b");
  }

  @Test
  void theNumberIsStoredBeforeThereIsAPod() {
    var plan = new World("").after("PT0S");
    assertThat(plan.status().buildNumber()).isEqualTo(42);
    assertThat(plan.actions())
        .singleElement()
        .isInstanceOfSatisfying(
            Action.PatchStatus.class,
            a -> {
              assertThat(a.object().getMetadata().getResourceVersion()).isEqualTo("7");
              assertThat(((BuildProject) a.object()).getStatus().lastBuildNumber()).isEqualTo(42);
            });
    assertThat(plan.nextDeadline()).contains(START);
  }

  @Test
  void thePodComesWithTheDomainThatItNeeds() {
    var plan = new World(ACCEPTED.formatted("")).after("PT0S");
    assertThat(created(plan)).containsExactly(Domain.class, Pod.class);
  }

  @ParameterizedTest
  @CsvSource({"PT4M59S, IN_PROGRESS", "PT5M1S, FAILED"})
  void aRefusedPodIsTriedForAsLongAsTheQueueAllows(String after, BuildState state) {
    var plan =
        new World(PROJECT, ACCEPTED.formatted(""), null, List.of(), "exceeded quota").after(after);
    assertThat(plan.status().buildStatus()).isEqualTo(state);
    if (state == BuildState.FAILED) {
      assertThat(plan.actions()).isEmpty();
      assertThat(code(plan)).isEqualTo("QUEUED_TIMEOUT: exceeded quota");
    } else {
      assertThat(created(plan)).contains(Pod.class);
      assertThat(plan.status().waitingFor()).contains("exceeded quota");
    }
  }

  @Test
  void aPodThatRanIsNotMadeAgain() {
    var plan = new World(RAN).after("PT1M");
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.status().buildStatus()).isEqualTo(BuildState.FAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // The pod's status | time since the start | state | code of the end
        "phase: Running | PT1M | IN_PROGRESS | -",
        "phase: Running | PT16M31S | TIMED_OUT | -",
        "containerStatuses: [{name: build, image: x, state: {waiting: {reason: ErrImagePull}}}] | PT1M59S | IN_PROGRESS | -",
        "containerStatuses: [{name: build, image: x, state: {waiting: {reason: ErrImagePull}}}] | PT2M | FAILED | BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE: image x cannot be pulled",
        "containerStatuses: [{name: build, image: x, state: {waiting: {reason: InvalidImageName}}}] | PT1S | FAILED | BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE: container build: InvalidImageName",
        "conditions: [{type: PodScheduled, status: 'False', message: full}] | PT4M | IN_PROGRESS | -",
        "conditions: [{type: PodScheduled, status: 'False', message: full}] | PT5M | FAILED | QUEUED_TIMEOUT: no node takes the build pod: full",
      })
  void aPodThatDoesNotRun(String pod, String after, BuildState state, String code) {
    var plan = new World(ACCEPTED.formatted("")).withPod(pod).after(after);
    assertThat(plan.status().buildStatus()).isEqualTo(state);
    if (state == BuildState.IN_PROGRESS) {
      assertThat(plan.actions()).isEmpty();
      assertThat(plan.nextDeadline()).isPresent();
    } else {
      assertThat(plan.actions()).singleElement().isInstanceOf(Action.Delete.class);
    }
    if (code != null) {
      assertThat(code(plan)).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "phase: Failed, reason: Evicted, message: low | FAULT",
        "phase: Failed, reason: DeadlineExceeded | TIMED_OUT",
        "phase: Succeeded | FAULT",
      })
  void aPodThatEndedWithoutAResult(String pod, BuildState state) {
    var plan = new World(RAN).withPod(pod).after("PT1M");
    assertThat(plan.status().buildStatus()).isEqualTo(state);
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.nextDeadline()).isEmpty();
  }

  @Test
  void anEndedBuildStaysAsItIs() {
    var plan = new World("status: {buildStatus: STOPPED, buildNumber: 1}").after("PT9H");
    assertThat(plan.status().buildStatus()).isEqualTo(BuildState.STOPPED);
    assertThat(plan.actions()).isEmpty();
  }
}
