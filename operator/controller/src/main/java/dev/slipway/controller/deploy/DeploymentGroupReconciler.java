package dev.slipway.controller.deploy;

import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentGroup;
import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.core.deploy.GroupPlanner;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Shows what a group runs, and keeps its history short. */
@ControllerConfiguration(name = "deploymentgroup")
public final class DeploymentGroupReconciler implements Reconciler<DeploymentGroup> {

  private final ActionExecutor executor;
  private final Finish finish;
  private final Clock clock;

  public DeploymentGroupReconciler(ActionExecutor executor, Finish finish, Clock clock) {
    this.executor = executor;
    this.finish = finish;
    this.clock = clock;
  }

  @Override
  public UpdateControl<DeploymentGroup> reconcile(
      DeploymentGroup group, Context<DeploymentGroup> context) {
    var plan =
        GroupPlanner.plan(
            group,
            List.copyOf(context.getSecondaryResources(DeploymentExecution.class)),
            clock.instant());
    executor.execute(group, plan.actions());
    return finish.with(group, plan, DeploymentGroup::new);
  }

  @Override
  public List<EventSource<?, DeploymentGroup>> prepareEventSources(
      EventSourceContext<DeploymentGroup> context) {
    return List.of(
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(DeploymentExecution.class, DeploymentGroup.class)
                .withSecondaryToPrimaryMapper(
                    e ->
                        Set.of(new ResourceID(e.getSpec().group(), e.getMetadata().getNamespace())))
                .withNamespacesInheritedFromController()
                .build(),
            context));
  }
}
