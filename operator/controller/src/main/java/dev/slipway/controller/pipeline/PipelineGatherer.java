package dev.slipway.controller.pipeline;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.LocalReference;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineSpec;
import dev.slipway.api.v1alpha1.PipelineTrigger;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.v1alpha1.TriggerState;
import dev.slipway.api.value.Durations;
import dev.slipway.controller.feed.PackageFeeds;
import dev.slipway.controller.git.GitHeads;
import dev.slipway.core.feed.Publications;
import dev.slipway.core.pipeline.PipelineObservation;
import dev.slipway.core.pipeline.PipelineResources;
import dev.slipway.core.pipeline.SourceHead;
import dev.slipway.core.pipeline.TriggerSight;
import dev.slipway.core.pipeline.Triggers;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Brings together what a pipeline's decisions rest on, from caches alone. */
final class PipelineGatherer {

  private final GitHeads heads;

  private final PackageFeeds feeds;

  PipelineGatherer(GitHeads heads, PackageFeeds feeds) {
    this.heads = heads;
    this.feeds = feeds;
  }

  PipelineObservation gather(Pipeline pipeline, Context<Pipeline> context) {
    return new PipelineObservation(
        pipeline,
        context.getSecondaryResources(PipelineExecution.class).stream().toList(),
        byName(context, BuildExecution.class),
        byName(context, DeploymentExecution.class),
        definitions(context),
        heads(pipeline),
        triggers(pipeline, context));
  }

  private static <C extends HasMetadata> Map<String, C> byName(
      Context<Pipeline> context, Class<C> kind) {
    return context.getSecondaryResources(kind).stream()
        .collect(Collectors.toMap(c -> c.getMetadata().getName(), Function.identity()));
  }

  private static Map<String, PipelineSpec> definitions(Context<Pipeline> context) {
    return context.getSecondaryResources(ControllerRevision.class).stream()
        .collect(Collectors.toMap(r -> r.getMetadata().getName(), PipelineResources::definition));
  }

  private Map<String, SourceHead> heads(Pipeline pipeline) {
    var seen = new HashMap<String, SourceHead>();
    var meta = pipeline.getMetadata();
    for (var action : pipeline.getSpec().stages().getFirst().actions()) {
      var git = action.git();
      if (git == null) {
        continue;
      }
      heads
          .watch(
              new GitHeads.Follower(
                  PipelineReconciler.KIND, meta.getNamespace(), meta.getName(), action.name()),
              new GitHeads.GitQuery(
                  meta.getNamespace(),
                  git.url(),
                  git.branch(),
                  Optional.ofNullable(git.secretRef()).map(LocalReference::name),
                  Optional.ofNullable(git.caRef()),
                  Durations.parse(git.interval() == null ? "30s" : git.interval())))
          .ifPresent(head -> seen.put(action.name(), new SourceHead(head.commit(), head.error())));
    }
    return seen;
  }

  /** Whether a pipeline has a source action of this name. */
  static boolean follows(Pipeline pipeline, String action) {
    return pipeline.getSpec().stages().getFirst().actions().stream()
        .anyMatch(a -> a.git() != null && a.name().equals(action));
  }

  private List<TriggerSight> triggers(Pipeline pipeline, Context<Pipeline> context) {
    var meta = pipeline.getMetadata();
    var repositories = byName(context, Repository.class);
    var triggers = pipeline.getSpec().triggers();
    var problems = new HashMap<PipelineTrigger, TriggerSight>();
    var interests = new LinkedHashMap<PipelineTrigger, PackageFeeds.Interest>();
    for (var trigger : triggers) {
      var name = trigger.packages().repository();
      var repository = repositories.get(name);
      var problem = Triggers.problem(name, repository);
      if (problem.isPresent()) {
        problems.put(trigger, TriggerSight.problem(problem.get()));
      } else {
        interests.put(trigger, interest(pipeline, trigger, repository.getSpec().domain()));
      }
    }
    var owner =
        new PackageFeeds.Owner(PipelineReconciler.KIND, meta.getNamespace(), meta.getName());
    var followed = feeds.follow(owner, List.copyOf(interests.values())).iterator();
    var sights = new HashMap<PipelineTrigger, TriggerSight>(problems);
    interests.forEach((t, i) -> sights.put(t, new TriggerSight(i.domain(), null, followed.next())));
    return triggers.stream().map(sights::get).toList();
  }

  private static PackageFeeds.Interest interest(
      Pipeline pipeline, PipelineTrigger trigger, String named) {
    var domain = named == null ? "default" : named;
    var stored = Triggers.stored(pipeline, trigger, domain);
    return new PackageFeeds.Interest(
        domain,
        trigger.packages().toString(),
        stored.map(TriggerState::position).orElse(null),
        stored.map(TriggerState::missed).orElse(null),
        event -> Publications.starts(trigger.packages(), event));
  }
}
