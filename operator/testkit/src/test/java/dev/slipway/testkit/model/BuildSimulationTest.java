package dev.slipway.testkit.model;

import org.junit.jupiter.api.Test;

final class BuildSimulationTest {

  @Test
  void everyRunEndsRightWhateverGoesWrong() {
    SimulationRuns.chaos(BuildScenario::new, 300, 150);
  }

  @Test
  void everyCrashComesToTheSameEnd() {
    SimulationRuns.everyCrash(BuildScenario::new);
  }
}
