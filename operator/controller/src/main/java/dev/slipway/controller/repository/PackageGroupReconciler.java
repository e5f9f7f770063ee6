package dev.slipway.controller.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.PackageGroup;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.value.DomainGroups;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.core.repository.PackageGroupObservation;
import dev.slipway.core.repository.PackageGroupPlanner;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says of each package group whether it counts, and which group is around it. */
@ControllerConfiguration(name = "packagegroup")
public final class PackageGroupReconciler implements Reconciler<PackageGroup> {

  private final Finish finish;
  private final Clock clock;

  public PackageGroupReconciler(Finish finish, Clock clock) {
    this.finish = finish;
    this.clock = clock;
  }

  @Override
  public UpdateControl<PackageGroup> reconcile(PackageGroup group, Context<PackageGroup> context) {
    var domain = DomainGroups.domain(group.getSpec());
    var seen =
        new PackageGroupObservation(
            group,
            all(Domain.class, group, context)
                .anyMatch(d -> d.getMetadata().getName().equals(domain)),
            all(PackageGroup.class, group, context)
                .filter(g -> !g.getMetadata().getName().equals(group.getMetadata().getName()))
                .filter(g -> DomainGroups.domain(g.getSpec()).equals(domain))
                .toList(),
            all(Repository.class, group, context)
                .filter(
                    r -> domain.equals(Objects.requireNonNullElse(r.getSpec().domain(), "default")))
                .map(r -> r.getMetadata().getName())
                .collect(Collectors.toSet()));
    return finish.with(group, PackageGroupPlanner.plan(seen, clock.instant()), PackageGroup::new);
  }

  /** All objects of a kind in the group's namespace, as the watch that wakes this one has them. */
  private static <C extends HasMetadata> Stream<C> all(
      Class<C> kind, PackageGroup group, Context<PackageGroup> context) {
    var source =
        (InformerEventSource<C, PackageGroup>)
            context.eventSourceRetriever().getEventSourceFor(kind);
    return source.list(group.getMetadata().getNamespace(), c -> true);
  }

  @Override
  public List<EventSource<?, PackageGroup>> prepareEventSources(
      EventSourceContext<PackageGroup> context) {
    return List.of(
        of(Domain.class, context), of(Repository.class, context), of(PackageGroup.class, context));
  }

  /** Each change of a spec wakes all groups of the namespace; one of a status wakes none. */
  private static <C extends HasMetadata> EventSource<?, PackageGroup> of(
      Class<C> kind, EventSourceContext<PackageGroup> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, PackageGroup.class)
            .withSecondaryToPrimaryMapper(
                c ->
                    context
                        .getPrimaryCache()
                        .list(c.getMetadata().getNamespace())
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withPrimaryToSecondaryMapper((PackageGroup _) -> Set.of())
            .withOnUpdateFilter(
                (now, old) ->
                    !Objects.equals(
                        now.getMetadata().getGeneration(), old.getMetadata().getGeneration()))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }
}
