package dev.slipway.controller.build;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.PackageSource;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.core.build.ProjectPlanner;
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
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks projects and keeps the history of their builds short. */
@ControllerConfiguration(name = "buildproject")
public final class BuildProjectReconciler implements Reconciler<BuildProject> {

  private final ActionExecutor executor;
  private final Finish finish;
  private final Clock clock;

  public BuildProjectReconciler(ActionExecutor executor, Finish finish, Clock clock) {
    this.executor = executor;
    this.finish = finish;
    this.clock = clock;
  }

  @Override
  public UpdateControl<BuildProject> reconcile(
      BuildProject project, Context<BuildProject> context) {
    Set<String> repositories =
        context.getSecondaryResources(Repository.class).stream()
            .map(r -> r.getMetadata().getName())
            .collect(Collectors.toSet());
    var missing =
        names(project).filter(n -> !repositories.contains(n)).sorted().toList().stream()
            .map(n -> "packages: there is no Repository " + n)
            .toList();
    var plan =
        ProjectPlanner.plan(
            project,
            List.copyOf(context.getSecondaryResources(BuildExecution.class)),
            missing,
            clock.instant());
    executor.execute(project, plan.actions());
    return finish.with(project, plan, BuildProject::new);
  }

  private static java.util.stream.Stream<String> names(BuildProject project) {
    return project.getSpec().packages().stream().map(PackageSource::repository);
  }

  @Override
  public List<EventSource<?, BuildProject>> prepareEventSources(
      EventSourceContext<BuildProject> context) {
    return List.of(
        of(
            BuildExecution.class,
            b -> Set.of(new ResourceID(b.getSpec().project(), b.getMetadata().getNamespace())),
            context),
        repositories(context));
  }

  private static <C extends HasMetadata> EventSource<?, BuildProject> of(
      Class<C> kind,
      Function<C, Set<ResourceID>> toProject,
      EventSourceContext<BuildProject> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, BuildProject.class)
            .withSecondaryToPrimaryMapper(toProject::apply)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  private static EventSource<?, BuildProject> repositories(
      EventSourceContext<BuildProject> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(Repository.class, BuildProject.class)
            .withSecondaryToPrimaryMapper(
                r ->
                    context
                        .getPrimaryCache()
                        .list(r.getMetadata().getNamespace())
                        .filter(p -> names(p).anyMatch(r.getMetadata().getName()::equals))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withPrimaryToSecondaryMapper(
                (BuildProject p) ->
                    names(p)
                        .map(n -> new ResourceID(n, p.getMetadata().getNamespace()))
                        .collect(Collectors.toSet()))
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }
}
