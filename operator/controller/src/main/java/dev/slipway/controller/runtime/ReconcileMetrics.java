package dev.slipway.controller.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.Map;

/** Counts, durations and the queue of reconciliations, by controller. */
public final class ReconcileMetrics implements Metrics {

  private final Counter total;
  private final Histogram duration;
  private final Gauge queued;
  private final Gauge active;

  public ReconcileMetrics(CollectorRegistry registry) {
    total =
        Counter.build("slipway_reconciliations_total", "Reconciliations by kind and result.")
            .labelNames("kind", "result")
            .register(registry);
    duration =
        Histogram.build("slipway_reconciliation_duration_seconds", "Time of a reconciliation.")
            .labelNames("kind")
            .buckets(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10)
            .register(registry);
    queued =
        Gauge.build("slipway_reconciliations_queued", "Reconciliations that wait for a thread.")
            .register(registry);
    active =
        Gauge.build("slipway_reconciliations_active", "Reconciliations that run now.")
            .register(registry);
  }

  @Override
  public void reconciliationSubmitted(
      HasMetadata resource, RetryInfo retry, Map<String, Object> metadata) {
    queued.inc();
  }

  @Override
  public void reconciliationStarted(HasMetadata resource, Map<String, Object> metadata) {
    queued.dec();
    active.inc();
  }

  @Override
  public void reconciliationFinished(
      HasMetadata resource, RetryInfo retry, Map<String, Object> metadata) {
    active.dec();
  }

  @Override
  public void reconciliationSucceeded(HasMetadata resource, Map<String, Object> metadata) {
    total.labels(resource.getKind(), "success").inc();
  }

  @Override
  public void reconciliationFailed(
      HasMetadata resource, RetryInfo retry, Exception failure, Map<String, Object> metadata) {
    total.labels(resource.getKind(), "error").inc();
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    var timer = duration.labels(execution.controllerName()).startTimer();
    try {
      return execution.execute();
    } finally {
      timer.observeDuration();
    }
  }
}
