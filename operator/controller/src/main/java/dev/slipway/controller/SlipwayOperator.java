package dev.slipway.controller;

import dev.slipway.controller.feed.FeedClient;
import dev.slipway.controller.runtime.ApiMetrics;
import dev.slipway.controller.runtime.Clients;
import dev.slipway.controller.runtime.Fence;
import dev.slipway.controller.runtime.HttpEndpoints;
import dev.slipway.controller.runtime.Leadership;
import dev.slipway.controller.runtime.ReconcileMetrics;
import dev.slipway.controller.runtime.Settings;
import dev.slipway.core.build.PackageAccess;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Gauge;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of the operator: it takes part in the election, and while it leads it reconciles. A
 * replica that lost its lease does nothing more; {@code onEnd} is told, so that the process can
 * end.
 */
public final class SlipwayOperator implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SlipwayOperator.class);

  /** More threads than that only make more load: reconciling is waiting for the API server. */
  private static final int THREADS = 16;

  private static final Duration HAND_OVER = Duration.ofSeconds(10);

  /** Told once, when this replica can do nothing more. */
  public interface OnEnd {
    void ended(String why);
  }

  private final Settings settings;
  private final OnEnd onEnd;
  private final KubernetesClient electionClient;
  private final KubernetesClient client;
  private final Leadership leadership;
  private final HttpEndpoints http;
  private final Features features;
  private final ReconcileMetrics metrics;
  private final AtomicReference<Operator> reconciling = new AtomicReference<>();
  private volatile String trouble = "";
  private volatile boolean closing;

  public SlipwayOperator(
      Settings settings, Config config, CollectorRegistry registry, Clock clock, OnEnd onEnd)
      throws IOException {
    this(settings, config, registry, clock, onEnd, PackageAccess::endpoint);
  }

  /**
   * @param packageServers where the package servers of domains are
   */
  SlipwayOperator(
      Settings settings,
      Config config,
      CollectorRegistry registry,
      Clock clock,
      OnEnd onEnd,
      FeedClient.Addresses packageServers)
      throws IOException {
    this.settings = settings;
    this.onEnd = onEnd;
    var counted = new ApiMetrics(registry);
    electionClient = Clients.with(config, Map.of("metrics", counted));
    leadership =
        new Leadership(
            electionClient,
            settings.operatorNamespace(),
            settings.identity(),
            clock,
            new Leadership.Listener() {
              @Override
              public void elected() {
                Thread.ofPlatform().name("start").start(SlipwayOperator.this::lead);
              }

              @Override
              public void lost() {
                end("the lease is lost");
              }
            });
    client =
        Clients.with(
            config,
            Map.of(
                "fence",
                new Fence(() -> !settings.leaderElection() || leadership.mayWrite()),
                "metrics",
                counted));
    metrics = new ReconcileMetrics(registry);
    Gauge.build("slipway_leader", "1 while this replica leads.")
        .register(registry)
        .setChild(
            new Gauge.Child() {
              @Override
              public double get() {
                return leads() ? 1 : 0;
              }
            });
    http = new HttpEndpoints(settings.httpPort(), registry, () -> trouble, this::notReady);
    features =
        new Features(
            new Features.Parts(
                client, clock, settings, registry, this::leads, leadership::leader, packageServers),
            http);
  }

  public void start() {
    http.start();
    LOG.info("replica {} listens on port {}", settings.identity(), http.port());
    if (settings.leaderElection()) {
      leadership.start();
    } else {
      lead();
    }
  }

  /** The port of probes, metrics and reports. */
  public int port() {
    return http.port();
  }

  private boolean leads() {
    return !settings.leaderElection() || leadership.mayWrite();
  }

  private void lead() {
    try {
      var operator =
          new Operator(
              o ->
                  o.withKubernetesClient(client)
                      .withCloseClientOnStop(false)
                      .withMetrics(metrics)
                      .withConcurrentReconciliationThreads(THREADS)
                      .withConcurrentWorkflowExecutorThreads(1)
                      .withReconciliationTerminationTimeout(HAND_OVER)
                      .withInformerStoppedHandler((informer, cause) -> watchEnded(cause))
                      .withStopOnInformerErrorDuringStartup(true));
      for (var reconciler : features.reconcilers()) {
        register(operator, reconciler);
      }
      operator.start();
      reconciling.set(operator);
      if (closing) {
        operator.stop();
        return;
      }
      features.start();
      LOG.info("reconciling {}", watched());
    } catch (RuntimeException e) {
      if (closing) {
        LOG.info("told to end while starting");
        return;
      }
      LOG.error("the operator cannot start", e);
      end("the operator cannot start: " + e.getMessage());
    }
  }

  private <R extends HasMetadata> void register(Operator operator, Reconciler<R> reconciler) {
    operator.register(reconciler, (ControllerConfigurationOverrider<R> c) -> configure(c));
  }

  private void configure(ControllerConfigurationOverrider<?> configuration) {
    configuration.withRetry(
        new GenericRetry()
            .setInitialInterval(500)
            .setIntervalMultiplier(1.5)
            .setMaxInterval(Duration.ofSeconds(30).toMillis())
            .withoutMaxAttempts());
    if (settings.watchNamespaces().isEmpty()) {
      configuration.watchingAllNamespaces();
    } else {
      configuration.settingNamespaces(settings.watchNamespaces());
    }
  }

  private String watched() {
    return settings.watchNamespaces().isEmpty()
        ? "all namespaces"
        : "namespaces " + String.join(", ", settings.watchNamespaces());
  }

  private String notReady() {
    if (!trouble.isEmpty()) {
      return trouble;
    }
    if (settings.leaderElection() && !leadership.healthy()) {
      return "the lease cannot be read";
    }
    var operator = reconciling.get();
    if (leads() && operator == null) {
      return "caches are being filled";
    }
    if (operator != null && !operator.getRuntimeInfo().allEventSourcesAreHealthy()) {
      return "a watch is broken";
    }
    return "";
  }

  /** What is no longer watched would never be reconciled again. */
  private void watchEnded(Throwable cause) {
    if (cause != null && !closing) {
      end("a watch has ended: " + cause.getMessage());
    }
  }

  private void end(String why) {
    trouble = why;
    onEnd.ended(why);
  }

  /** Hands over: lets running reconciliations end, then gives the lease back. */
  @Override
  public void close() {
    closing = true;
    features.close();
    var operator = reconciling.get();
    if (operator != null) {
      operator.stop();
    }
    leadership.close();
    http.close();
    client.close();
    electionClient.close();
  }
}
