package dev.slipway.core.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.core.plan.Action;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProjectPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final BuildProject PROJECT =
      Serialization.unmarshal(
          """
          apiVersion: slipway.dev/v1alpha1
          kind: BuildProject
          metadata: {name: app, namespace: n, generation: 3}
          spec: {environment: {image: x}, history: {succeeded: 2, failed: 1}}
          status: {lastBuildNumber: 9}
          """,
          BuildProject.class);

  private static BuildExecution build(int number, String state) {
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: BuildExecution
        metadata: {name: b%d, namespace: n, uid: u%d, creationTimestamp: '2026-01-01T00:00:0%dZ'}
        spec: {project: app}
        status: {buildStatus: %s}
        """
            .formatted(number, number, number, state),
        BuildExecution.class);
  }

  @Test
  void theOldestOfEachEndGo() {
    var builds =
        List.of(
            build(7, "SUCCEEDED"),
            build(1, "SUCCEEDED"),
            build(2, "FAILED"),
            build(3, "IN_PROGRESS"),
            build(4, "SUCCEEDED"),
            build(5, "TIMED_OUT"));
    var gone = new ArrayList<String>();
    for (var action : ProjectPlanner.plan(PROJECT, builds, List.of(), NOW).actions()) {
      gone.add(((Action.Delete) action).name());
    }
    assertThat(gone).containsExactlyInAnyOrder("b1", "b2");
  }

  @Test
  void aMissingReferenceIsACondition() {
    var status = ProjectPlanner.plan(PROJECT, List.of(), List.of("no Secret s"), NOW).status();
    assertThat(status.lastBuildNumber()).isEqualTo(9);
    assertThat(status.conditions())
        .singleElement()
        .satisfies(
            c -> {
              assertThat(c.getStatus()).isEqualTo("False");
              assertThat(c.getReason()).isEqualTo("ReferenceNotFound");
              assertThat(c.getMessage()).isEqualTo("no Secret s");
              assertThat(c.getObservedGeneration()).isEqualTo(3);
            });
    assertThat(
            ProjectPlanner.plan(PROJECT, List.of(), List.of(), NOW)
                .status()
                .conditions()
                .getFirst()
                .getStatus())
        .isEqualTo("True");
  }
}
