package dev.slipway.core.repository;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainEventsState;
import dev.slipway.api.v1alpha1.DomainStatus;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.core.build.PackageAccess;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.status.Conditions;
import dev.slipway.core.text.Hashes;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides about a domain's package server: written again only when what is wanted has changed. */
public final class DomainPlanner {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final int HASH = 16;

  private DomainPlanner() {}

  public static Plan<DomainStatus> plan(
      DomainObservation seen, PackageServerSettings settings, Instant now) {
    var resources = new DomainResources(seen.domain(), settings);
    var wanted = resources.all(seen.repositories());
    var hash = Hashes.hex(JSON.valueToTree(wanted).toString(), HASH);
    var actions = new ArrayList<Action>();
    if (!hash.equals(written(seen))) {
      if (several(seen)) {
        resources.single().ifPresent(actions::add);
      }
      var server = wanted.getLast();
      server.getMetadata().setAnnotations(Map.of(Labels.DESIRED_HASH, hash));
      wanted.forEach(o -> actions.add(new Action.Apply(o)));
    }
    var events = new DomainEvents(seen, now);
    actions.addAll(events.actions());
    var meta = seen.domain().getMetadata();
    return new Plan<>(
        actions,
        new DomainStatus(
            meta.getGeneration(),
            PackageAccess.endpoint(meta.getNamespace(), meta.getName()),
            events.state(),
            conditions(seen, now)),
        events.deadline());
  }

  /** What a domain's status says of its package events. */
  public static Optional<DomainEventsState> events(Domain domain) {
    return DomainEvents.stored(domain);
  }

  private static boolean several(DomainObservation seen) {
    return seen.server() != null
        && seen.server().getSpec().getReplicas() != null
        && seen.server().getSpec().getReplicas() > 1;
  }

  /**
   * Why a domain that is to be deleted stays: with it all packages would go. Source: CodeArtifact
   * user guide, delete a domain, which it does not while there are repositories.
   *
   * @param repositories that name it
   * @return empty when it may go
   */
  public static Optional<Action> held(List<Repository> repositories) {
    var names =
        repositories.stream()
            .filter(r -> r.getMetadata().getDeletionTimestamp() == null)
            .map(r -> r.getMetadata().getName())
            .sorted()
            .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Action.Emit(
                Action.EventType.Warning,
                "RepositoriesRemain",
                "its packages are in use by Repository "
                    + String.join(", ", names)
                    + "; the Domain goes when these are deleted"));
  }

  private static String written(DomainObservation seen) {
    return seen.server() == null || seen.server().getMetadata().getAnnotations() == null
        ? null
        : seen.server().getMetadata().getAnnotations().get(Labels.DESIRED_HASH);
  }

  private static List<Condition> conditions(DomainObservation seen, Instant now) {
    var old = seen.domain().getStatus();
    var before = old == null ? List.<Condition>of() : old.conditions();
    var generation = seen.domain().getMetadata().getGeneration();
    var ready =
        seen.server() != null
            && seen.server().getStatus() != null
            && seen.server().getStatus().getAvailableReplicas() != null
            && seen.server().getStatus().getAvailableReplicas() > 0;
    if (ready) {
      return Conditions.with(
          before,
          Conditions.READY,
          "True",
          "Serving",
          "the package server answers",
          generation,
          now);
    }
    var trouble =
        seen.pods().stream().map(DomainPlanner::trouble).flatMap(Optional::stream).findFirst();
    return Conditions.with(
        before,
        Conditions.READY,
        "False",
        trouble.isPresent() ? "ServerNotRunning" : "Starting",
        trouble.orElse("the package server starts"),
        generation,
        now);
  }

  private static Optional<String> trouble(io.fabric8.kubernetes.api.model.Pod pod) {
    var unscheduled =
        pod.getStatus().getConditions().stream()
            .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
            .map(c -> "no node takes the package server: " + c.getMessage())
            .findFirst();
    if (unscheduled.isPresent()) {
      return unscheduled;
    }
    var ended =
        pod.getStatus().getContainerStatuses().stream()
            .filter(s -> s.getState() != null && s.getState().getWaiting() != null)
            .map(s -> s.getLastState() == null ? null : s.getLastState().getTerminated())
            .filter(t -> t != null && t.getMessage() != null && !t.getMessage().isBlank())
            .map(t -> t.getMessage().strip())
            .findFirst();
    if (ended.isPresent()) {
      return ended;
    }
    return pod.getStatus().getContainerStatuses().stream()
        .map(s -> s.getState() == null ? null : s.getState().getWaiting())
        .filter(
            w -> w != null && w.getReason() != null && !"ContainerCreating".equals(w.getReason()))
        .map(w -> w.getReason() + (w.getMessage() == null ? "" : ": " + w.getMessage()))
        .findFirst();
  }
}
