package dev.slipway.core.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conditions as the Kubernetes API conventions want them: a map by type, in a stable order. */
public final class Conditions {

  public static final String READY = "Ready";
  public static final String SUCCEEDED = "Succeeded";

  /** The API server takes no longer message (metav1.Condition). */
  private static final int LONGEST_MESSAGE = 32_768;

  private Conditions() {}

  /** Returns {@code old} with one condition set; its transition time moves only with its status. */
  public static List<Condition> with(
      List<Condition> old,
      String type,
      String status,
      String reason,
      String message,
      Long generation,
      Instant now) {
    var previous = find(old, type);
    var since =
        previous
            .filter(c -> status.equals(c.getStatus()))
            .map(Condition::getLastTransitionTime)
            .orElseGet(() -> Times.format(now));
    var text = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    var condition = new Condition(since, text, generation, reason, status, type);
    var result = new ArrayList<Condition>();
    for (var c : old) {
      result.add(type.equals(c.getType()) ? condition : c);
    }
    if (previous.isEmpty()) {
      result.add(condition);
    }
    return List.copyOf(result);
  }

  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
  }
}
