package dev.slipway.packages.nuget;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Known weaknesses of NuGet packages. Thread-safe. */
public interface Advisories {

  /**
   * A weakness of some versions. Source: NuGet API, vulnerability info.
   *
   * @param url where people read about it
   * @param severity 0 low, 1 moderate, 2 high, 3 critical
   * @param versions a version range
   */
  record Advisory(String url, int severity, String versions) {}

  /** When nothing is known. */
  Advisories NONE =
      new Advisories() {
        @Override
        public Map<String, List<Advisory>> known() {
          return Map.of();
        }

        @Override
        public Instant updated() {
          return Instant.EPOCH;
        }
      };

  /** All of them, by the id of the package in lower case. */
  Map<String, List<Advisory>> known();

  /** When {@link #known} last changed. */
  Instant updated();
}
