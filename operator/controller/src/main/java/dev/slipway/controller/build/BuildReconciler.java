package dev.slipway.controller.build;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.core.build.BuildPlanner;
import dev.slipway.core.build.BuildSettings;
import dev.slipway.core.build.ImageBuilds;
import dev.slipway.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Launches build pods and follows them by their runners' reports. */
@ControllerConfiguration(name = "build")
public final class BuildReconciler implements Reconciler<BuildExecution> {

  private static final int FORBIDDEN = 403;
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final BuildGatherer gatherer;
  private final BuildReports reports;
  private final BuildSettings settings;
  private final ActionExecutor executor;
  private final Finish finish;
  private final Clock clock;
  private final BuildMetrics metrics;

  public BuildReconciler(
      KubernetesClient client,
      BuildReports reports,
      BuildSettings settings,
      ActionExecutor executor,
      Finish finish,
      Clock clock,
      BuildMetrics metrics) {
    this.gatherer = new BuildGatherer(client, reports);
    this.reports = reports;
    this.settings = settings;
    this.executor = executor;
    this.finish = finish;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public UpdateControl<BuildExecution> reconcile(
      BuildExecution build, Context<BuildExecution> context) {
    if (build.getStatus() != null && ended(build.getStatus().buildStatus())) {
      return UpdateControl.noUpdate();
    }
    var seen = gatherer.gather(build, context);
    var key =
        new BuildReports.Key(build.getMetadata().getNamespace(), build.getMetadata().getName());
    reports.answer(key, new ImageBuilds(seen, settings).results());
    var plan = BuildPlanner.plan(seen, settings, clock.instant());
    try {
      executor.execute(build, plan.actions());
    } catch (KubernetesClientException e) {
      if (e.getCode() != FORBIDDEN || e.getStatus() == null) {
        throw e;
      }
      gatherer.refused(build, e.getStatus().getMessage());
    }
    if (ended(plan.status().buildStatus())) {
      metrics.ended(build, plan.status());
      reports.forget(key);
      gatherer.forget(build);
    }
    var control = finish.with(build, plan, BuildExecution::new);
    return PodEvents.silent(seen.pod()) ? control.rescheduleAfter(LOOK_AGAIN) : control;
  }

  private static boolean ended(BuildState state) {
    return state != null && state != BuildState.IN_PROGRESS;
  }

  @Override
  public List<EventSource<?, BuildExecution>> prepareEventSources(
      EventSourceContext<BuildExecution> context) {
    var pods =
        InformerEventSourceConfiguration.from(Pod.class, BuildExecution.class)
            .withLabelSelector(Labels.BUILD_EXECUTION)
            .withNamespacesInheritedFromController()
            .build();
    var inbound = new SimpleInboundEventSource<BuildExecution>("reports");
    reports.onChange(k -> inbound.propagateEvent(new ResourceID(k.name(), k.namespace())));
    return List.of(new InformerEventSource<>(pods, context), inbound);
  }
}
