package dev.slipway.testkit.model;

import org.junit.jupiter.api.Test;

final class DeploySimulationTest {

  @Test
  void everyRunEndsRightWhateverGoesWrong() {
    SimulationRuns.chaos(DeployScenario::new, 150, 400);
  }

  @Test
  void everyCrashComesToTheSameEnd() {
    SimulationRuns.everyCrash(DeployScenario::new);
  }
}
