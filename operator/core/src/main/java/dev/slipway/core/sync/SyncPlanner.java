package dev.slipway.core.sync;

import dev.slipway.api.v1alpha1.GitSync;
import dev.slipway.api.v1alpha1.GitSyncStatus;
import dev.slipway.api.v1alpha1.InventoryEntry;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what of a commit is applied and what of earlier ones is removed. A commit with anything
 * wrong in it is not applied at all.
 */
public final class SyncPlanner {

  /** Label of everything that a sync applied. */
  public static final String OWNER = "slipway.dev/git-sync";

  private static final String APPLYING = "Applying";

  private static final Set<String> CLUSTER_WIDE =
      Set.of("Namespace", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding");

  private final SyncObservation seen;
  private final Instant now;
  private final GitSyncStatus old;

  private SyncPlanner(SyncObservation seen, Instant now) {
    this.seen = seen;
    this.now = now;
    this.old = seen.sync().getStatus();
  }

  public static Plan<GitSyncStatus> plan(SyncObservation seen, Instant now) {
    return new SyncPlanner(seen, now).plan();
  }

  /** Whether the head's manifests are needed: they have not been applied for this spec. */
  public static boolean wants(SyncObservation seen) {
    var sync = seen.sync();
    return !Boolean.TRUE.equals(sync.getSpec().suspend())
        && seen.head() != null
        && seen.head().commit() != null
        && !applied(seen);
  }

  private static boolean applied(SyncObservation seen) {
    var status = seen.sync().getStatus();
    return status != null
        && seen.head().commit().equals(status.lastAppliedRevision())
        && Conditions.find(status.conditions(), Conditions.READY)
            .filter(c -> "True".equals(c.getStatus()))
            .filter(
                c -> seen.sync().getMetadata().getGeneration().equals(c.getObservedGeneration()))
            .isPresent();
  }

  private Plan<GitSyncStatus> plan() {
    if (Boolean.TRUE.equals(seen.sync().getSpec().suspend())) {
      return kept("False", "Suspended", "spec.suspend is true", null);
    }
    if (seen.head() == null) {
      return kept("Unknown", "Starting", "the repository is being looked at", null);
    }
    if (seen.head().commit() == null) {
      return kept("False", "GitError", seen.head().error(), null);
    }
    if (applied(seen)) {
      return kept("True", "Applied", "applied " + seen.head().commit(), seen.head().commit());
    }
    if (seen.fetchProblem() != null) {
      return kept("False", "GitError", seen.fetchProblem(), seen.head().commit());
    }
    if (seen.manifests() == null) {
      return old == null
          ? kept("Unknown", "Fetching", "the commit is being fetched", null)
          : Plan.settled(old);
    }
    if (!seen.manifests().problems().isEmpty()) {
      return refused("InvalidManifest", seen.manifests().problems());
    }
    if (seen.rehearsal() != null && !seen.rehearsal().isEmpty()) {
      return refused("ApplyFailed", seen.rehearsal());
    }
    return apply();
  }

  private Plan<GitSyncStatus> refused(String reason, List<String> problems) {
    var message =
        "nothing of commit " + seen.head().commit() + " is applied: " + String.join("; ", problems);
    var plan = kept("False", reason, message, seen.head().commit());
    if (plan.status().equals(old)) {
      return plan;
    }
    return new Plan<>(
        List.of(new Action.Emit(Action.EventType.Warning, reason, message)),
        plan.status(),
        Optional.empty());
  }

  /**
   * The status after the API server refused an object although it had agreed in the rehearsal: what
   * was applied before it stays, and everything that may be there is in the inventory.
   */
  public static GitSyncStatus interrupted(SyncObservation seen, String why, Instant now) {
    var planner = new SyncPlanner(seen, now);
    var inventory = new LinkedHashSet<InventoryEntry>();
    if (planner.old != null) {
      inventory.addAll(planner.old.inventory());
    }
    wanted(seen).forEach(o -> inventory.add(entry(o)));
    var commit = seen.head().commit();
    return planner.status(
        planner.old == null ? null : planner.old.lastAppliedRevision(),
        commit,
        List.copyOf(inventory),
        "False",
        "ApplyFailed",
        "commit " + commit + " is applied in part: " + why);
  }

  /** What goes with a sync that is deleted: the newest first. */
  public static List<Action> farewell(GitSync sync) {
    if (sync.getStatus() == null || Boolean.FALSE.equals(sync.getSpec().prune())) {
      return List.of();
    }
    return sync.getStatus().inventory().reversed().stream()
        .map(e -> removal(e, account(sync)))
        .toList();
  }

  private static Action removal(InventoryEntry entry, String account) {
    return new Action.Delete(
        entry.apiVersion(),
        entry.kind(),
        entry.namespace(),
        entry.name(),
        Optional.empty(),
        Optional.of(account));
  }

  /** The ServiceAccount in whose name a sync works. */
  public static String account(GitSync sync) {
    var account = sync.getSpec().serviceAccountName();
    return account == null ? "default" : account;
  }

  /** The objects as they are applied: with a namespace, and with the sync's label. */
  public static List<HasMetadata> wanted(SyncObservation seen) {
    var meta = seen.sync().getMetadata();
    var target = seen.sync().getSpec().targetNamespace();
    var wanted = new ArrayList<HasMetadata>();
    for (var object : seen.manifests().objects()) {
      var labels =
          object.getMetadata().getLabels() == null
              ? new HashMap<String, String>()
              : new HashMap<>(object.getMetadata().getLabels());
      labels.put(OWNER, Labels.value(meta.getName()));
      object.getMetadata().setLabels(labels);
      if (object.getMetadata().getNamespace() == null && !CLUSTER_WIDE.contains(object.getKind())) {
        object.getMetadata().setNamespace(target == null ? meta.getNamespace() : target);
      }
      wanted.add(object);
    }
    return wanted;
  }

  private Plan<GitSyncStatus> apply() {
    var account = account(seen.sync());
    var actions = new ArrayList<Action>();
    var inventory = new ArrayList<InventoryEntry>();
    for (var object : wanted(seen)) {
      actions.add(new Action.Apply(object, Optional.of(account)));
      inventory.add(entry(object));
    }
    if (old == null || !old.inventory().containsAll(inventory)) {
      return announced(inventory);
    }
    if (!Boolean.FALSE.equals(seen.sync().getSpec().prune())) {
      for (var entry : old.inventory().reversed()) {
        if (!inventory.contains(entry)) {
          actions.add(removal(entry, account));
        }
      }
    }
    var commit = seen.head().commit();
    var message = "applied " + inventory.size() + " objects of commit " + commit;
    actions.add(new Action.Emit(Action.EventType.Normal, "Applied", message));
    return new Plan<>(
        actions,
        status(commit, commit, inventory, "True", "Applied", "applied " + commit),
        Optional.empty());
  }

  /**
   * Before anything is applied it stands in the inventory: whatever happens in between, a later
   * commit without it takes it away.
   */
  private Plan<GitSyncStatus> announced(List<InventoryEntry> wanted) {
    var inventory = new LinkedHashSet<InventoryEntry>();
    if (old != null) {
      inventory.addAll(old.inventory());
    }
    inventory.addAll(wanted);
    var commit = seen.head().commit();
    return new Plan<>(
        List.of(),
        status(
            old == null ? null : old.lastAppliedRevision(),
            commit,
            List.copyOf(inventory),
            "Unknown",
            APPLYING,
            "commit " + commit + " is being applied"),
        Optional.of(now));
  }

  /** Whether the API server has already agreed to this commit and it is being applied. */
  public static boolean agreed(SyncObservation seen) {
    var status = seen.sync().getStatus();
    return status != null
        && seen.head().commit().equals(status.lastAttemptedRevision())
        && Conditions.find(status.conditions(), Conditions.READY)
            .filter(c -> APPLYING.equals(c.getReason()))
            .filter(
                c -> seen.sync().getMetadata().getGeneration().equals(c.getObservedGeneration()))
            .isPresent();
  }

  private static InventoryEntry entry(HasMetadata object) {
    return new InventoryEntry(
        object.getApiVersion(),
        object.getKind(),
        object.getMetadata().getNamespace(),
        object.getMetadata().getName());
  }

  private Plan<GitSyncStatus> kept(String truth, String reason, String message, String attempted) {
    return Plan.settled(
        status(
            old == null ? null : old.lastAppliedRevision(),
            attempted != null ? attempted : old == null ? null : old.lastAttemptedRevision(),
            old == null ? List.of() : old.inventory(),
            truth,
            reason,
            message));
  }

  private GitSyncStatus status(
      String applied,
      String attempted,
      List<InventoryEntry> inventory,
      String truth,
      String reason,
      String message) {
    var generation = seen.sync().getMetadata().getGeneration();
    return new GitSyncStatus(
        generation,
        applied,
        attempted,
        inventory,
        Conditions.with(
            old == null ? List.<Condition>of() : old.conditions(),
            Conditions.READY,
            truth,
            reason,
            message,
            generation,
            now));
  }
}
