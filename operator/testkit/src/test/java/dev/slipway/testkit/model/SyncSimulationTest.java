package dev.slipway.testkit.model;

import org.junit.jupiter.api.Test;

final class SyncSimulationTest {

  @Test
  void everyRunEndsRightWhateverGoesWrong() {
    SimulationRuns.chaos(SyncScenario::new, 500, 100);
  }

  @Test
  void everyCrashComesToTheSameEnd() {
    SimulationRuns.everyCrash(SyncScenario::new);
  }
}
