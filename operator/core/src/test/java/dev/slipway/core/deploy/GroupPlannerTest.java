package dev.slipway.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentGroup;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GroupPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final DeploymentGroup GROUP =
      Serialization.unmarshal(
          """
          apiVersion: slipway.dev/v1alpha1
          kind: DeploymentGroup
          metadata: {name: web, namespace: n, generation: 1}
          spec: {workload: {name: t}, service: {name: web, port: 80, targetPort: 8080}}
          """,
          DeploymentGroup.class);

  private static DeploymentExecution deployment(int number, String state, String colour) {
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: DeploymentExecution
        metadata: {name: d%1$d, namespace: n, uid: u%1$d, creationTimestamp: '2026-01-01T00:00:0%1$dZ'}
        spec: {group: web, revision: {images: {web: 'web:%1$d'}}}
        status: {status: %2$s, revision: r%1$d, targets: [{colour: %3$s}]}
        """
            .formatted(number, state, colour),
        DeploymentExecution.class);
  }

  @Test
  void nothingIsDeployedYet() {
    var status = GroupPlanner.plan(GROUP, List.of(deployment(1, "InProgress", "a")), NOW).status();
    assertThat(status.activeColour()).isNull();
    assertThat(status.latestExecution()).isEqualTo("d1");
    assertThat(status.conditions().getFirst().getReason()).isEqualTo("NothingDeployed");
  }

  @Test
  void theLastThatSucceededServesWhateverCameAfter() {
    var status =
        GroupPlanner.plan(
                GROUP,
                List.of(
                    deployment(3, "Failed", "a"),
                    deployment(1, "Succeeded", "a"),
                    deployment(2, "Succeeded", "b")),
                NOW)
            .status();
    assertThat(status.activeColour()).isEqualTo("b");
    assertThat(status.revision()).isEqualTo("r2");
    assertThat(status.images()).containsEntry("web", "web:2");
    assertThat(status.latestExecution()).isEqualTo("d3");
    assertThat(status.latestStatus()).isEqualTo("Failed");
    var ready = status.conditions().getFirst();
    assertThat(ready.getStatus()).isEqualTo("True");
    assertThat(ready.getReason()).isEqualTo("LastDeploymentFailed");
    assertThat(ready.getMessage()).isEqualTo("revision r2 serves");
  }

  @Test
  void whatServesIsKnownAfterItsDeploymentWasDeleted() {
    var served = GroupPlanner.plan(GROUP, List.of(deployment(1, "Succeeded", "a")), NOW).status();
    var group = new DeploymentGroup();
    group.setMetadata(GROUP.getMetadata());
    group.setSpec(GROUP.getSpec());
    group.setStatus(served);
    var status = GroupPlanner.plan(group, List.of(), NOW).status();
    assertThat(status.activeColour()).isEqualTo("a");
    assertThat(status.images()).isEqualTo(served.images());
    assertThat(status.revision()).isEqualTo("r1");
    assertThat(status.conditions().getFirst().getMessage()).isEqualTo("revision r1 serves");
  }
}
