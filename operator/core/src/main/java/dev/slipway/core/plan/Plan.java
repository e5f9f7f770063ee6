package dev.slipway.core.plan;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What follows from an observation.
 *
 * @param actions done in this order; the first that fails ends the pass
 * @param status the whole status of the primary, written only when it differs from the old one
 * @param nextDeadline when to plan again if nothing happens before
 */
public record Plan<S>(List<Action> actions, S status, Optional<Instant> nextDeadline) {

  public Plan {
    actions = List.copyOf(actions);
  }

  public static <S> Plan<S> settled(S status) {
    return new Plan<>(List.of(), status, Optional.empty());
  }
}
