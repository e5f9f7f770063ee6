package dev.slipway.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Supplier;

/** The two ways in which each scenario is run. */
final class SimulationRuns {

  private SimulationRuns() {}

  /** Whatever goes wrong on the way, every seed comes to a right end. */
  static void chaos(Supplier<? extends Scenario> scenario, int seeds, int steps) {
    for (int seed = 0; seed < seeds; seed++) {
      var random = new Random(seed);
      var simulation = new Simulation(scenario.get(), Faults.random(random, 6));
      try {
        simulation.chaos(random, steps).rest(true);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ": " + e.getMessage() + "\n" + simulation.story(), e);
      }
    }
  }

  /** Each write in turn meets each fate: the end is always that of the run without faults. */
  static void everyCrash(Supplier<? extends Scenario> scenario) {
    var reference = new Simulation(scenario.get(), Faults.none());
    var end = reference.rest(true);
    assertThat(reference.writes()).isGreaterThan(3);
    for (int write = 0; write < reference.writes(); write++) {
      for (var fate : Faults.Fate.values()) {
        var simulation = new Simulation(scenario.get(), Faults.at(write, fate));
        var where = "write " + write + " " + fate + "\n";
        try {
          assertThat(simulation.rest(true)).isEqualTo(end);
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(where + e.getMessage() + "\n" + simulation.story(), e);
        }
      }
    }
  }
}
