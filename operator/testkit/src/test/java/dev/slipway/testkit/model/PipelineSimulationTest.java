package dev.slipway.testkit.model;

import org.junit.jupiter.api.Test;

final class PipelineSimulationTest {

  @Test
  void everyRunEndsRightWhateverGoesWrong() {
    SimulationRuns.chaos(() -> new PipelineScenario(true), 150, 250);
  }

  @Test
  void everyCrashComesToTheSameEnd() {
    SimulationRuns.everyCrash(() -> new PipelineScenario(false));
  }
}
