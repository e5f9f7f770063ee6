package dev.slipway.controller.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainEventsState;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.controller.feed.FeedEvents;
import dev.slipway.controller.feed.PackageFeeds;
import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.core.feed.FeedSight;
import dev.slipway.core.feed.PackageRules;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.repository.DomainObservation;
import dev.slipway.core.repository.DomainPlanner;
import dev.slipway.core.repository.DomainResources;
import dev.slipway.core.repository.PackageServerSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Runs a package server for each domain. */
@ControllerConfiguration(name = "domain", finalizerName = "slipway.dev/domain")
public final class DomainReconciler implements Reconciler<Domain>, Cleaner<Domain> {

  private static final String KIND = "Domain";

  private final PackageFeeds feeds;
  private final ActionExecutor executor;
  private final Finish finish;
  private final Clock clock;
  private final PackageServerSettings settings;

  public DomainReconciler(
      PackageFeeds feeds,
      ActionExecutor executor,
      Finish finish,
      Clock clock,
      PackageServerSettings settings) {
    this.feeds = feeds;
    this.executor = executor;
    this.finish = finish;
    this.clock = clock;
    this.settings = settings;
  }

  @Override
  public UpdateControl<Domain> reconcile(Domain domain, Context<Domain> context) {
    var seen =
        new DomainObservation(
            domain,
            context.getSecondaryResource(Deployment.class).orElse(null),
            List.copyOf(context.getSecondaryResources(Pod.class)),
            context.getSecondaryResources(Repository.class).stream()
                .sorted(Comparator.comparing(r -> r.getMetadata().getName()))
                .toList(),
            follow(domain));
    var plan = DomainPlanner.plan(seen, settings, clock.instant());
    executor.execute(domain, plan.actions());
    return finish.with(domain, plan, Domain::new);
  }

  /** Its package events that rules want as Kubernetes Events. */
  private FeedSight follow(Domain domain) {
    var rules = PackageRules.of(domain.getSpec());
    var stored = DomainPlanner.events(domain);
    var interests =
        rules.isEmpty()
            ? List.<PackageFeeds.Interest>of()
            : List.of(
                new PackageFeeds.Interest(
                    domain.getMetadata().getName(),
                    "",
                    stored.map(DomainEventsState::position).orElse(null),
                    stored.map(DomainEventsState::missed).orElse(null),
                    event -> PackageRules.record(rules, event)));
    return feeds.follow(owner(domain), interests).stream().findFirst().orElse(FeedSight.NONE);
  }

  private static PackageFeeds.Owner owner(Domain domain) {
    var meta = domain.getMetadata();
    return new PackageFeeds.Owner(KIND, meta.getNamespace(), meta.getName());
  }

  @Override
  public DeleteControl cleanup(Domain domain, Context<Domain> context) {
    var held = DomainPlanner.held(List.copyOf(context.getSecondaryResources(Repository.class)));
    if (held.isPresent()) {
      executor.execute(domain, List.of(held.get()));
      return DeleteControl.noFinalizerRemoval();
    }
    feeds.forget(owner(domain));
    var binding = new DomainResources(domain, settings).clusterRoleBinding();
    executor.execute(domain, List.of(Action.Delete.of(binding)));
    return DeleteControl.defaultDelete();
  }

  @Override
  public List<EventSource<?, Domain>> prepareEventSources(EventSourceContext<Domain> context) {
    return List.of(
        FeedEvents.of(KIND, feeds, context),
        of(Deployment.class, context),
        of(Pod.class, context),
        repositories(context));
  }

  private static <C extends HasMetadata> EventSource<?, Domain> of(
      Class<C> kind, EventSourceContext<Domain> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, Domain.class)
            .withLabelSelector(Labels.DOMAIN)
            .withSecondaryToPrimaryMapper(
                c ->
                    Set.of(
                        new ResourceID(
                            c.getMetadata().getLabels().get(Labels.DOMAIN),
                            c.getMetadata().getNamespace())))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  private static EventSource<?, Domain> repositories(EventSourceContext<Domain> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Repository.class, Domain.class)
            .withSecondaryToPrimaryMapper(
                r ->
                    Set.of(
                        new ResourceID(
                            r.getSpec().domain() == null ? "default" : r.getSpec().domain(),
                            r.getMetadata().getNamespace())))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }
}
