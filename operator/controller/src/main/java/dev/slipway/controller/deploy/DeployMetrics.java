package dev.slipway.controller.deploy;

import dev.slipway.api.v1alpha1.DeploymentExecutionStatus;
import dev.slipway.controller.runtime.ExecutionMetrics;
import dev.slipway.core.status.Times;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;

/** Counts deployments and the ways back. */
public final class DeployMetrics {

  private final ExecutionMetrics executions;
  private final Histogram duration;
  private final Counter rollbacks;

  public DeployMetrics(CollectorRegistry registry, ExecutionMetrics executions) {
    this.executions = executions;
    duration =
        Histogram.build("slipway_deployment_duration_seconds", "Time of a deployment.")
            .buckets(5, 15, 30, 60, 300, 900)
            .register(registry);
    rollbacks =
        Counter.build("slipway_rollbacks_total", "Deployments that were taken back.")
            .labelNames("cause")
            .register(registry);
  }

  void ended(DeploymentExecutionStatus status) {
    executions.ended("DeploymentExecution", status.status().name());
    duration.observe(
        Duration.between(Times.parse(status.startTime()), Times.parse(status.endTime())).toMillis()
            / 1000.0);
    if (status.rollback() != null) {
      rollbacks.labels(status.rollback().reason()).inc();
    }
  }
}
