package dev.slipway.controller.pipeline;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.controller.feed.FeedEvents;
import dev.slipway.controller.feed.PackageFeeds;
import dev.slipway.controller.git.GitHeads;
import dev.slipway.controller.git.HeadEvents;
import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.controller.runtime.ExecutionMetrics;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.core.pipeline.PipelinePlanner;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes commits through the stages of a pipeline; the single writer of its executions' status. */
@ControllerConfiguration(name = "pipeline")
public final class PipelineReconciler implements Reconciler<Pipeline> {

  static final String KIND = "Pipeline";

  private final PipelineGatherer gatherer;
  private final GitHeads heads;
  private final PackageFeeds feeds;
  private final ActionExecutor executor;
  private final Finish finish;
  private final Clock clock;
  private final ExecutionMetrics metrics;

  public PipelineReconciler(
      GitHeads heads,
      PackageFeeds feeds,
      ActionExecutor executor,
      Finish finish,
      Clock clock,
      ExecutionMetrics metrics) {
    this.gatherer = new PipelineGatherer(heads, feeds);
    this.heads = heads;
    this.feeds = feeds;
    this.executor = executor;
    this.finish = finish;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public UpdateControl<Pipeline> reconcile(Pipeline pipeline, Context<Pipeline> context) {
    var plan = PipelinePlanner.plan(gatherer.gather(pipeline, context), clock.instant());
    try {
      executor.execute(pipeline, plan.actions());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return UpdateControl.<Pipeline>noUpdate().rescheduleAfter(50);
      }
      throw e;
    }
    count(plan.actions());
    return finish.with(pipeline, plan, Pipeline::new);
  }

  private void count(List<Action> actions) {
    for (var action : actions) {
      if (action instanceof Action.PatchStatus patch
          && patch.object() instanceof PipelineExecution execution
          && execution.getStatus().endTime() != null) {
        metrics.ended("PipelineExecution", execution.getStatus().status().name());
      }
    }
  }

  @Override
  public List<EventSource<?, Pipeline>> prepareEventSources(EventSourceContext<Pipeline> context) {
    var executions =
        InformerEventSourceConfiguration.from(PipelineExecution.class, Pipeline.class)
            .withSecondaryToPrimaryMapper(
                e -> Set.of(new ResourceID(e.getSpec().pipeline(), e.getMetadata().getNamespace())))
            .withNamespacesInheritedFromController()
            .build();
    var sources = new ArrayList<EventSource<?, Pipeline>>();
    sources.add(HeadEvents.of(KIND, heads, context, PipelineGatherer::follows));
    sources.add(FeedEvents.of(KIND, feeds, context));
    sources.add(new InformerEventSource<>(executions, context));
    sources.add(repositories(context));
    sources.add(children(BuildExecution.class, context));
    sources.add(children(DeploymentExecution.class, context));
    sources.add(children(ControllerRevision.class, context));
    return sources;
  }

  private static EventSource<?, Pipeline> repositories(EventSourceContext<Pipeline> context) {
    var configuration =
        InformerEventSourceConfiguration.from(Repository.class, Pipeline.class)
            .withSecondaryToPrimaryMapper(
                r ->
                    context
                        .getPrimaryCache()
                        .list(r.getMetadata().getNamespace())
                        .filter(p -> named(p).contains(ResourceID.fromResource(r)))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withPrimaryToSecondaryMapper(PipelineReconciler::named)
            .withNamespacesInheritedFromController()
            .build();
    return new InformerEventSource<>(configuration, context);
  }

  /** The repositories that triggers name. */
  private static Set<ResourceID> named(Pipeline pipeline) {
    return pipeline.getSpec().triggers().stream()
        .map(t -> new ResourceID(t.packages().repository(), pipeline.getMetadata().getNamespace()))
        .collect(Collectors.toSet());
  }

  private static <C extends HasMetadata> EventSource<?, Pipeline> children(
      Class<C> kind, EventSourceContext<Pipeline> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, Pipeline.class)
            .withLabelSelector(Labels.PIPELINE)
            .withSecondaryToPrimaryMapper(
                c ->
                    Optional.ofNullable(c.getMetadata().getLabels().get(Labels.PIPELINE))
                        .map(p -> Set.of(new ResourceID(p, c.getMetadata().getNamespace())))
                        .orElse(Set.of()))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }
}
