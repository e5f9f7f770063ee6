package dev.slipway.controller.runtime;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;

/** Counts executions of every kind by how they ended. */
public final class ExecutionMetrics {

  private final Counter ended;

  public ExecutionMetrics(CollectorRegistry registry) {
    ended =
        Counter.build("slipway_executions_total", "Executions that ended, by AWS's status word.")
            .labelNames("kind", "result")
            .register(registry);
  }

  public void ended(String kind, String result) {
    ended.labels(kind, result).inc();
  }
}
