package dev.slipway.controller.deploy;

import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentExecutionStatus;
import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.core.deploy.DeployPlanner;
import dev.slipway.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
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
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Moves a group to a new revision, or back. */
@ControllerConfiguration(name = "deploy")
public final class DeployReconciler implements Reconciler<DeploymentExecution> {

  private final DeployGatherer gatherer;
  private final DataPlaneProver prover;
  private final ActionExecutor executor;
  private final Finish finish;
  private final Clock clock;
  private final DeployMetrics metrics;

  public DeployReconciler(
      KubernetesClient client,
      DataPlaneProver prover,
      ActionExecutor executor,
      Finish finish,
      Clock clock,
      DeployMetrics metrics) {
    this.gatherer = new DeployGatherer(client, prover);
    this.prover = prover;
    this.executor = executor;
    this.finish = finish;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public UpdateControl<DeploymentExecution> reconcile(
      DeploymentExecution execution, Context<DeploymentExecution> context) {
    if (DeployGatherer.ended(execution)) {
      return UpdateControl.noUpdate();
    }
    var plan = DeployPlanner.plan(gatherer.gather(execution), clock.instant());
    try {
      executor.execute(execution, plan.actions());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return UpdateControl.<DeploymentExecution>noUpdate().rescheduleAfter(100);
      }
      throw e;
    }
    if (ended(plan.status())) {
      metrics.ended(plan.status());
      prover.forget(execution.getMetadata().getUid());
    }
    return finish.with(execution, plan, DeploymentExecution::new);
  }

  private static boolean ended(DeploymentExecutionStatus status) {
    return status.endTime() != null;
  }

  @Override
  public List<EventSource<?, DeploymentExecution>> prepareEventSources(
      EventSourceContext<DeploymentExecution> context) {
    var inbound = new SimpleInboundEventSource<DeploymentExecution>("proofs");
    prover.onProven(inbound::propagateEvent);
    return List.of(
        inbound,
        of(Deployment.class, Labels.DEPLOYMENT_GROUP, context),
        of(Pod.class, Labels.DEPLOYMENT_GROUP, context),
        of(EndpointSlice.class, Labels.DEPLOYMENT_GROUP, context));
  }

  private static <C extends HasMetadata> EventSource<?, DeploymentExecution> of(
      Class<C> kind, String label, EventSourceContext<DeploymentExecution> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, DeploymentExecution.class)
            .withLabelSelector(label)
            .withSecondaryToPrimaryMapper(c -> running(c, label, context))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  /** The deployments of the object's group that have not ended. */
  private static Set<ResourceID> running(
      HasMetadata object, String label, EventSourceContext<DeploymentExecution> context) {
    var group = object.getMetadata().getLabels().get(label);
    return context
        .getPrimaryCache()
        .list(object.getMetadata().getNamespace())
        .filter(e -> !DeployGatherer.ended(e))
        .filter(e -> Labels.value(e.getSpec().group()).equals(group))
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }
}
