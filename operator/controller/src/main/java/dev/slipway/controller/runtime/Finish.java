package dev.slipway.controller.runtime;

import dev.slipway.core.plan.Plan;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** The last step of every reconciliation: writes a changed status and sets the next deadline. */
public final class Finish {

  private static final Duration SOONEST = Duration.ofMillis(10);

  private final Clock clock;

  public Finish(Clock clock) {
    this.clock = clock;
  }

  /**
   * Ends a pass. A status that equals the stored one is not written: a settled resource costs no
   * call.
   *
   * @param fresh makes an empty object of the primary's kind, so that only our fields are sent
   */
  public <S, R extends CustomResource<?, S>> UpdateControl<R> with(
      R primary, Plan<S> plan, Supplier<R> fresh) {
    UpdateControl<R> control;
    if (plan.status().equals(primary.getStatus())) {
      control = UpdateControl.noUpdate();
    } else {
      var patch = fresh.get();
      patch.setMetadata(
          new ObjectMetaBuilder()
              .withName(primary.getMetadata().getName())
              .withNamespace(primary.getMetadata().getNamespace())
              .withResourceVersion(primary.getMetadata().getResourceVersion())
              .build());
      patch.setStatus(plan.status());
      control = UpdateControl.patchStatus(patch);
    }
    plan.nextDeadline().ifPresent(deadline -> control.rescheduleAfter(until(deadline)));
    return control;
  }

  private Duration until(Instant deadline) {
    var left = Duration.between(clock.instant(), deadline);
    return left.compareTo(SOONEST) < 0 ? SOONEST : left;
  }
}
