package dev.slipway.packages.upkeep;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.util.Locale;
import java.util.Map;

/** What the jobs tell of themselves. */
final class UpkeepMetrics {

  private final Gauge bytes;
  private final Gauge blobs;
  final Gauge lastRun;
  final Gauge quarantined;
  final Counter failures;
  final Counter removed;
  final Counter removedBytes;

  UpkeepMetrics(CollectorRegistry registry) {
    bytes =
        Gauge.build("slipway_packages_blobs_bytes", "Bytes of the store, by what keeps them.")
            .labelNames("kind")
            .register(registry);
    blobs =
        Gauge.build("slipway_packages_blobs", "Blobs of the store, by what keeps them.")
            .labelNames("kind")
            .register(registry);
    lastRun =
        Gauge.build("slipway_packages_upkeep_last_run_seconds", "When a job last ended well.")
            .labelNames("job")
            .register(registry);
    quarantined =
        Gauge.build("slipway_packages_quarantined_blobs", "Damaged blobs that were set aside.")
            .register(registry);
    failures =
        Counter.build("slipway_packages_upkeep_failures_total", "Jobs that failed.")
            .labelNames("job")
            .register(registry);
    removed =
        Counter.build("slipway_packages_removed_total", "What jobs removed.")
            .labelNames("what")
            .register(registry);
    removedBytes =
        Counter.build("slipway_packages_removed_bytes_total", "Bytes that jobs removed.")
            .labelNames("what")
            .register(registry);
  }

  void removed(Finding finding) {
    removed.labels(finding.what()).inc();
    removedBytes.labels(finding.what()).inc((double) finding.bytes());
  }

  /** Says how much a look at the whole store found. */
  void counted(Map<Round.Kind, Round.Amount> amounts) {
    amounts.forEach(
        (kind, amount) -> {
          var label = kind.name().toLowerCase(Locale.ROOT);
          bytes.labels(label).set((double) amount.bytes());
          blobs.labels(label).set((double) amount.blobs());
        });
  }
}
