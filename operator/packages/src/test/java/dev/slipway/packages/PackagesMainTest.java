package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Limits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PackagesMainTest {

  @Test
  void limitsAreReadFromTheEnvironment() {
    assertThat(PackagesMain.limits(Map.of())).isEqualTo(Limits.DEFAULT);
    assertThat(
            PackagesMain.limits(
                Map.of(
                    "SLIPWAY_PRIVATE_QUOTA", "10Gi",
                    "SLIPWAY_CACHE_QUOTA", "1500Mi",
                    "SLIPWAY_LARGEST_ASSET", "100",
                    "SLIPWAY_ASSETS_PER_VERSION", "7",
                    "SLIPWAY_ARTIFACT_RETENTION", "720h")))
        .isEqualTo(new Limits(100, 7, 10L << 30, 1500L << 20, Duration.ofDays(30)));
  }
}
