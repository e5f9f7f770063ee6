package dev.slipway.controller.build;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildExecutionStatus;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.controller.runtime.ExecutionMetrics;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;

/** Durations of build phases, by AWS's names. */
public final class BuildMetrics {

  private final Histogram phases;
  private final ExecutionMetrics executions;

  public BuildMetrics(CollectorRegistry registry, ExecutionMetrics executions) {
    this.executions = executions;
    phases =
        Histogram.build("slipway_build_phase_duration_seconds", "Time of a phase of a build.")
            .labelNames("phase")
            .buckets(1, 5, 15, 60, 300, 900, 3600)
            .register(registry);
  }

  /** Counts a build once: when its stored status still said that it runs. */
  void ended(BuildExecution build, BuildExecutionStatus status) {
    if (build.getStatus() != null && build.getStatus().buildStatus() != BuildState.IN_PROGRESS) {
      return;
    }
    executions.ended("BuildExecution", status.buildStatus().name());
    for (var phase : status.phases()) {
      if (phase.durationSeconds() != null) {
        phases.labels(phase.type().name()).observe(phase.durationSeconds());
      }
    }
  }
}
