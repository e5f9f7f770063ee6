package dev.slipway.core.deploy;

import dev.slipway.api.v1alpha1.BlueGreenOptions;
import dev.slipway.api.v1alpha1.DeploymentGroup;
import dev.slipway.api.value.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** How long a deployment waits for what, as the group says or by default. */
final class Waits {

  private static final Duration SHORTEST_BLUE = Duration.ofSeconds(5);

  private final Optional<BlueGreenOptions> options;

  Waits(DeploymentGroup group) {
    options = Optional.ofNullable(group.getSpec().blueGreen());
  }

  Duration ready() {
    return of(BlueGreenOptions::readyTimeout, "5m");
  }

  Duration minReady() {
    return of(BlueGreenOptions::minReady, "0s");
  }

  /** Blue outlives the slowest proxy's view of it. */
  Duration terminate() {
    var wait = of(BlueGreenOptions::terminateAfter, "5s");
    return wait.compareTo(SHORTEST_BLUE) < 0 ? SHORTEST_BLUE : wait;
  }

  private Duration of(Function<BlueGreenOptions, String> option, String otherwise) {
    return Durations.parse(options.map(option).orElse(otherwise));
  }
}
