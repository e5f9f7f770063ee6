package dev.slipway.controller.sync;

import dev.slipway.api.v1alpha1.GitSync;
import dev.slipway.api.v1alpha1.LocalReference;
import dev.slipway.api.value.Durations;
import dev.slipway.controller.git.GitHeads;
import dev.slipway.controller.git.HeadEvents;
import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.controller.runtime.Finish;
import dev.slipway.core.pipeline.SourceHead;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.sync.SyncObservation;
import dev.slipway.core.sync.SyncPlanner;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Brings what a folder of a Git repository says to the cluster. */
@ControllerConfiguration(name = "gitsync", finalizerName = "slipway.dev/git-sync")
public final class SyncReconciler implements Reconciler<GitSync>, Cleaner<GitSync> {

  private static final String KIND = "GitSync";
  private static final String INTERVAL = "30s";

  /** After the API server or Git refused; a changed spec or a new commit is tried at once. */
  private static final Duration AGAIN = Duration.ofSeconds(15);

  private final GitHeads heads;
  private final ManifestFetcher fetcher;
  private final Rehearsal rehearsal;
  private final ActionExecutor executor;
  private final Finish finish;
  private final Clock clock;

  public SyncReconciler(
      GitHeads heads,
      ManifestFetcher fetcher,
      ActionExecutor executor,
      Finish finish,
      Clock clock) {
    this.heads = heads;
    this.fetcher = fetcher;
    this.rehearsal = new Rehearsal(executor);
    this.executor = executor;
    this.finish = finish;
    this.clock = clock;
  }

  @Override
  public UpdateControl<GitSync> reconcile(GitSync sync, Context<GitSync> context) {
    var seen = new SyncObservation(sync, head(sync), null, null, null);
    if (SyncPlanner.wants(seen)) {
      seen = withManifests(seen);
    }
    var plan = SyncPlanner.plan(seen, clock.instant());
    try {
      executor.execute(sync, plan.actions());
    } catch (KubernetesClientException e) {
      fetcher.forget(sync);
      return finish
          .with(
              sync,
              Plan.settled(SyncPlanner.interrupted(seen, ActionExecutor.said(e), clock.instant())),
              GitSync::new)
          .rescheduleAfter(AGAIN);
    }
    var control = finish.with(sync, plan, GitSync::new);
    if (seen.fetchProblem() != null || (seen.rehearsal() != null && !seen.rehearsal().isEmpty())) {
      fetcher.forget(sync);
      return control.rescheduleAfter(AGAIN);
    }
    return control;
  }

  private SyncObservation withManifests(SyncObservation seen) {
    var fetched = fetcher.get(seen.sync(), seen.head().commit());
    if (fetched.isEmpty()) {
      return seen;
    }
    var complete =
        new SyncObservation(
            seen.sync(), seen.head(), fetched.get().manifests(), fetched.get().problem(), null);
    if (complete.manifests() == null
        || !complete.manifests().problems().isEmpty()
        || SyncPlanner.agreed(complete)) {
      return complete;
    }
    return new SyncObservation(
        complete.sync(), complete.head(), complete.manifests(), null, rehearsal.of(complete));
  }

  private SourceHead head(GitSync sync) {
    if (Boolean.TRUE.equals(sync.getSpec().suspend())) {
      heads.forget(follower(sync));
      return null;
    }
    var git = sync.getSpec().git();
    var interval = sync.getSpec().interval() == null ? INTERVAL : sync.getSpec().interval();
    return heads
        .watch(
            follower(sync),
            new GitHeads.GitQuery(
                sync.getMetadata().getNamespace(),
                git.url(),
                git.branch(),
                Optional.ofNullable(git.secretRef()).map(LocalReference::name),
                Optional.ofNullable(git.caRef()),
                Durations.parse(interval)))
        .map(h -> new SourceHead(h.commit(), h.error()))
        .orElse(null);
  }

  private static GitHeads.Follower follower(GitSync sync) {
    return new GitHeads.Follower(
        KIND, sync.getMetadata().getNamespace(), sync.getMetadata().getName(), "");
  }

  /** Takes back what the sync applied; what its ServiceAccount may not delete stays. */
  @Override
  public DeleteControl cleanup(GitSync sync, Context<GitSync> context) {
    heads.forget(follower(sync));
    fetcher.forget(sync);
    for (var action : SyncPlanner.farewell(sync)) {
      try {
        executor.execute(sync, List.of(action));
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN
            && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
          throw e;
        }
        executor.execute(
            sync,
            List.of(
                new Action.Emit(Action.EventType.Warning, "PruneFailed", ActionExecutor.said(e))));
      }
    }
    return DeleteControl.defaultDelete();
  }

  @Override
  public List<EventSource<?, GitSync>> prepareEventSources(EventSourceContext<GitSync> context) {
    var inbound = HeadEvents.of(KIND, heads, context, (sync, part) -> true);
    fetcher.onFetched(inbound::propagateEvent);
    return List.of(inbound);
  }
}
