package dev.slipway.core.deploy;

import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentGroup;
import dev.slipway.api.v1alpha1.DeploymentGroupStatus;
import dev.slipway.api.v1alpha1.DeploymentState;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.plan.Pruning;
import dev.slipway.core.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a group runs, out of its deployments. */
public final class GroupPlanner {

  private GroupPlanner() {}

  public static Plan<DeploymentGroupStatus> plan(
      DeploymentGroup group, List<DeploymentExecution> executions, Instant now) {
    var sorted = executions.stream().sorted(Pruning.oldestFirst()).toList();
    var latest = sorted.isEmpty() ? null : sorted.getLast();
    var serving =
        sorted.stream().filter(e -> state(e) == DeploymentState.Succeeded).reduce((a, b) -> b);
    var old = group.getStatus();
    var generation = group.getMetadata().getGeneration();
    var failed = latest != null && state(latest) == DeploymentState.Failed;
    var revision =
        serving.map(e -> e.getStatus().revision()).orElse(old == null ? null : old.revision());
    var conditions =
        Conditions.with(
            old == null ? List.<Condition>of() : old.conditions(),
            Conditions.READY,
            revision == null ? "False" : "True",
            revision == null ? "NothingDeployed" : failed ? "LastDeploymentFailed" : "Serving",
            revision == null
                ? "no deployment has succeeded yet"
                : "revision " + revision + " serves",
            generation,
            now);
    var status =
        new DeploymentGroupStatus(
            generation,
            serving.map(GroupPlanner::colour).orElse(old == null ? null : old.activeColour()),
            serving
                .map(e -> e.getSpec().revision())
                .map(r -> r.images())
                .orElse(old == null ? Map.of() : old.images()),
            revision,
            latest == null ? null : latest.getMetadata().getName(),
            latest == null ? null : Optional.ofNullable(state(latest)).map(Enum::name).orElse(null),
            conditions);
    List<Action> prune =
        Pruning.surplus(
            sorted,
            group.getSpec().history(),
            e -> e.getStatus() != null && e.getStatus().endTime() != null,
            e -> state(e) == DeploymentState.Succeeded);
    return new Plan<>(prune, status, Optional.empty());
  }

  private static DeploymentState state(DeploymentExecution execution) {
    return execution.getStatus() == null ? null : execution.getStatus().status();
  }

  private static String colour(DeploymentExecution execution) {
    return execution.getStatus().targets().isEmpty()
        ? null
        : execution.getStatus().targets().getFirst().colour();
  }
}
