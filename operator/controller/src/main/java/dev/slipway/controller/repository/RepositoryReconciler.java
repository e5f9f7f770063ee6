package dev.slipway.controller.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.core.repository.Dependents;
import dev.slipway.core.repository.RepositoryObservation;
import dev.slipway.core.repository.RepositoryPlanner;
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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks repositories and shows where they are served. */
@ControllerConfiguration(name = "repository")
public final class RepositoryReconciler implements Reconciler<Repository> {

  private final RemoteReferences remotes;
  private final ActionExecutor executor;
  private final Finish finish;
  private final Clock clock;

  public RepositoryReconciler(
      RemoteReferences remotes, ActionExecutor executor, Finish finish, Clock clock) {
    this.remotes = remotes;
    this.executor = executor;
    this.finish = finish;
    this.clock = clock;
  }

  @Override
  public UpdateControl<Repository> reconcile(Repository repository, Context<Repository> context) {
    var name = domainName(repository);
    var domain =
        context.getSecondaryResources(Domain.class).stream()
            .filter(d -> d.getMetadata().getName().equals(name))
            .findFirst()
            .orElse(null);
    Map<String, Repository> siblings =
        others(context, repository.getMetadata().getNamespace())
            .filter(r -> domainName(r).equals(name))
            .collect(Collectors.toMap(r -> r.getMetadata().getName(), Function.identity()));
    siblings.put(repository.getMetadata().getName(), repository);
    var seen = new RepositoryObservation(repository, domain, siblings, remotes.problem(repository));
    var plan = RepositoryPlanner.plan(seen, clock.instant());
    executor.execute(repository, plan.actions());
    return finish.with(repository, plan, Repository::new);
  }

  /** All of a namespace, as the watch that wakes this one has them. */
  private static Stream<Repository> others(Context<Repository> context, String namespace) {
    var source =
        (InformerEventSource<Repository, Repository>)
            context.eventSourceRetriever().getEventSourceFor(Repository.class);
    return source.list(namespace, r -> true);
  }

  private static String domainName(Repository repository) {
    return repository.getSpec().domain() == null ? "default" : repository.getSpec().domain();
  }

  @Override
  public List<EventSource<?, Repository>> prepareEventSources(
      EventSourceContext<Repository> context) {
    var domains =
        InformerEventSourceConfiguration.from(Domain.class, Repository.class)
            .withSecondaryToPrimaryMapper(
                d ->
                    context
                        .getPrimaryCache()
                        .list(d.getMetadata().getNamespace())
                        .filter(r -> domainName(r).equals(d.getMetadata().getName()))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withPrimaryToSecondaryMapper(
                (Repository r) ->
                    Set.of(new ResourceID(domainName(r), r.getMetadata().getNamespace())))
            .withNamespacesInheritedFromController()
            .build();
    return List.of(
        new InformerEventSource<>(domains, context),
        new InformerEventSource<>(upstreams(context), context));
  }

  /** A change of a spec wakes those that search the repository; one of a status wakes none. */
  private static InformerEventSourceConfiguration<Repository> upstreams(
      EventSourceContext<Repository> context) {
    return InformerEventSourceConfiguration.from(Repository.class, Repository.class)
        .withSecondaryToPrimaryMapper(
            changed -> {
              var namespace = changed.getMetadata().getNamespace();
              var all = context.getPrimaryCache().list(namespace).toList();
              return Dependents.of(all, changed.getMetadata().getName()).stream()
                  .map(dependent -> new ResourceID(dependent, namespace))
                  .collect(Collectors.toSet());
            })
        .withPrimaryToSecondaryMapper((Repository _) -> Set.of())
        .withOnUpdateFilter(
            (now, old) ->
                !Objects.equals(
                    now.getMetadata().getGeneration(), old.getMetadata().getGeneration()))
        .withNamespacesInheritedFromController()
        .build();
  }
}
