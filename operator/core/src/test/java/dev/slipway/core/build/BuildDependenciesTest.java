package dev.slipway.core.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildDependencies;
import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildExecutionStatus;
import dev.slipway.api.v1alpha1.BuildPhase;
import dev.slipway.api.v1alpha1.BuildPhaseType;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.BuildState;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a build's status says of the packages that it pulled. */
final class BuildDependenciesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final BuildDependencies KEPT =
      new BuildDependencies(12, "sha256:" + "c".repeat(64), 4711L, null);

  private static BuildExecutionStatus status(String packages, BuildReport report, String phases) {
    var build =
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: BuildExecution
            metadata: {name: app-42, namespace: n, uid: b, generation: 1}
            spec: {project: app}
            status:
              buildStatus: IN_PROGRESS
              buildNumber: 42
              startTime: '2026-01-01T00:00:00Z'
              logs: {pod: app-42-build}
              phases: [%s]
            """
                .formatted(phases),
            BuildExecution.class);
    var project =
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: BuildProject
            metadata: {name: app, namespace: n, uid: p}
            spec: {environment: {image: 'app:1'}, packages: [%s]}
            """
                .formatted(packages),
            BuildProject.class);
    return BuildPlanner.plan(
            new BuildObservation(
                build, project, null, Map.of(), report, Map.of(), List.of(), List.of(), null),
            new BuildSettings("slipway:1", "kaniko:1", "buildah:1", "http://operator"),
            START.plusSeconds(60))
        .status();
  }

  private static BuildReport report(BuildState state, BuildDependencies dependencies) {
    var phase =
        new BuildPhase(
            BuildPhaseType.BUILD,
            state,
            START.toString(),
            state == BuildState.IN_PROGRESS ? null : START.plusSeconds(9).toString(),
            null,
            List.of());
    return new BuildReport(
        7, state, List.of(phase), null, null, null, null, null, dependencies, null);
  }

  private static final String BUILDING = "{type: BUILD, startTime: '2026-01-01T00:00:10Z'}";

  @Test
  void whatTheRunnerKeptIsToldAndDoesNotChangeTheResult() {
    var kept = status("{repository: central}", report(BuildState.SUCCEEDED, KEPT), BUILDING);
    assertThat(kept.dependencies()).isEqualTo(KEPT);
    var lost = BuildDependencies.lost("the package server does not answer");
    var status = status("{repository: central}", report(BuildState.SUCCEEDED, lost), BUILDING);
    assertThat(status.dependencies()).isEqualTo(lost);
    assertThat(status.buildStatus()).isEqualTo(BuildState.SUCCEEDED);
  }

  @Test
  void aBuildThatWasCutOffSaysWhereItsPullsAre() {
    var status = status("{repository: central}", null, BUILDING);
    assertThat(status.buildStatus()).isEqualTo(BuildState.FAULT);
    assertThat(status.dependencies())
        .isEqualTo(
            BuildDependencies.lost(
                "the runner ended before it kept what the build pulled; GET"
                    + " /api/v1/pulls?pod=app-42-build of the package server still has it"));
  }

  @Test
  void aBuildWithoutPackagesOrWithoutACommandHasNothingToSay() {
    assertThat(status("", null, BUILDING).dependencies()).isNull();
    assertThat(status("", report(BuildState.SUCCEEDED, null), BUILDING).dependencies()).isNull();
    var queued = "{type: QUEUED, startTime: '2026-01-01T00:00:00Z'}";
    assertThat(status("{repository: central}", null, queued).dependencies()).isNull();
  }
}
