package dev.slipway.core.build;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.BuildProjectStatus;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.plan.Pruning;
import dev.slipway.core.status.Conditions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says whether a project can be built, and keeps the history of its builds short. */
public final class ProjectPlanner {

  private ProjectPlanner() {}

  /**
   * Plans for a project.
   *
   * @param missing what the project refers to and is not there; a sentence each
   */
  public static Plan<BuildProjectStatus> plan(
      BuildProject project, List<BuildExecution> builds, List<String> missing, Instant now) {
    var old = project.getStatus();
    var generation = project.getMetadata().getGeneration();
    var status =
        new BuildProjectStatus(
            generation,
            old == null ? null : old.lastBuildNumber(),
            Conditions.with(
                old == null ? List.of() : old.conditions(),
                Conditions.READY,
                missing.isEmpty() ? "True" : "False",
                missing.isEmpty() ? "Valid" : "ReferenceNotFound",
                missing.isEmpty() ? "the project can be built" : String.join("; ", missing),
                generation,
                now));
    var prune =
        Pruning.surplus(
            builds.stream().sorted(Pruning.oldestFirst()).toList(),
            project.getSpec().history(),
            b -> state(b) != BuildState.IN_PROGRESS,
            b -> state(b) == BuildState.SUCCEEDED);
    return new Plan<>(prune, status, Optional.empty());
  }

  private static BuildState state(BuildExecution build) {
    return build.getStatus() == null || build.getStatus().buildStatus() == null
        ? BuildState.IN_PROGRESS
        : build.getStatus().buildStatus();
  }
}
