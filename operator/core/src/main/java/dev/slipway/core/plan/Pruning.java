package dev.slipway.core.plan;

import dev.slipway.api.v1alpha1.History;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Which finished executions are more than their owner keeps. */
public final class Pruning {

  private static final int SUCCEEDED = 20;
  private static final int FAILED = 50;

  private Pruning() {}

  public static Comparator<HasMetadata> oldestFirst() {
    return Comparator.comparing((HasMetadata o) -> o.getMetadata().getCreationTimestamp())
        .thenComparing(o -> o.getMetadata().getName());
  }

  /**
   * Deletes the oldest beyond the numbers that are kept.
   *
   * @param sorted oldest first
   */
  public static <E extends HasMetadata> List<Action> surplus(
      List<E> sorted, History history, Predicate<E> finished, Predicate<E> succeeded) {
    int keep = history == null || history.succeeded() == null ? SUCCEEDED : history.succeeded();
    int keepFailed = history == null || history.failed() == null ? FAILED : history.failed();
    var actions = new ArrayList<Action>();
    surplus(sorted, finished.and(succeeded), keep, actions);
    surplus(sorted, finished.and(succeeded.negate()), keepFailed, actions);
    return actions;
  }

  private static <E extends HasMetadata> void surplus(
      List<E> sorted, Predicate<E> which, int keep, List<Action> actions) {
    var found = sorted.stream().filter(which).toList();
    for (var one : found.subList(0, Math.max(0, found.size() - keep))) {
      actions.add(Action.Delete.of(one));
    }
  }
}
