package dev.slipway.controller;

import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.controller.runtime.HttpEndpoints;
import dev.slipway.controller.runtime.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Makes every feature's reconcilers out of the shared parts. */
final class Features implements AutoCloseable {

  /** What features are made of. */
  record Parts(
      KubernetesClient client,
      ActionExecutor executor,
      Finish finish,
      Clock clock,
      Settings settings,
      CollectorRegistry registry,
      BooleanSupplier leads,
      Supplier<Optional<String>> leader) {}

  private final List<Reconciler<?>> reconcilers = List.of();

  Features(Parts parts, HttpEndpoints http) {}

  List<Reconciler<?>> reconcilers() {
    return reconcilers;
  }

  /** Begins the work that only a leader does. */
  void start() {}

  @Override
  public void close() {}
}
