package dev.slipway.packages.advisory;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The base score of a vector of CVSS 3. Source: CVSS 3.1 specification, 7.1 and appendix A. */
final class Cvss3 {

  private static final Map<String, Double> WEIGHTS =
      Map.ofEntries(
          Map.entry("AV:N", 0.85),
          Map.entry("AV:A", 0.62),
          Map.entry("AV:L", 0.55),
          Map.entry("AV:P", 0.2),
          Map.entry("AC:L", 0.77),
          Map.entry("AC:H", 0.44),
          Map.entry("PR:N", 0.85),
          Map.entry("PR:L", 0.62),
          Map.entry("PR:H", 0.27),
          Map.entry("UI:N", 0.85),
          Map.entry("UI:R", 0.62),
          Map.entry("S:U", 0.0),
          Map.entry("S:C", 1.0),
          Map.entry("C:H", 0.56),
          Map.entry("C:L", 0.22),
          Map.entry("C:N", 0.0),
          Map.entry("I:H", 0.56),
          Map.entry("I:L", 0.22),
          Map.entry("I:N", 0.0),
          Map.entry("A:H", 0.56),
          Map.entry("A:L", 0.22),
          Map.entry("A:N", 0.0));

  private static final int METRICS = 8;

  private Cvss3() {}

  /**
   * The base score, 0.0 to 10.0 in tenths; temporal and environmental metrics do not count.
   *
   * @return empty when it is no vector of CVSS 3.0 or 3.1, or lacks a base metric
   */
  static OptionalDouble base(String vector) {
    if (!vector.matches("CVSS:3\\.[01]/.+")) {
      return OptionalDouble.empty();
    }
    var is = new HashMap<String, Double>();
    boolean changed = vector.contains("/S:C");
    for (var metric : vector.substring(vector.indexOf('/') + 1).split("/", -1)) {
      var weight = WEIGHTS.get(metric);
      if (weight != null
          && is.put(metric.substring(0, metric.indexOf(':')), privileges(metric, weight, changed))
              != null) {
        return OptionalDouble.empty();
      }
    }
    return is.size() == METRICS ? OptionalDouble.of(score(is, changed)) : OptionalDouble.empty();
  }

  /** Privileges weigh more when the scope changes. */
  private static double privileges(String metric, double weight, boolean changed) {
    return !changed
        ? weight
        : switch (metric) {
          case "PR:L" -> 0.68;
          case "PR:H" -> 0.5;
          default -> weight;
        };
  }

  private static double score(Map<String, Double> is, boolean changed) {
    double part = 1 - (1 - is.get("C")) * (1 - is.get("I")) * (1 - is.get("A"));
    double impact =
        changed ? 7.52 * (part - 0.029) - 3.25 * Math.pow(part - 0.02, 15) : 6.42 * part;
    if (impact <= 0) {
      return 0;
    }
    double ease = 8.22 * is.get("AV") * is.get("AC") * is.get("PR") * is.get("UI");
    return roundUp(Math.min((changed ? 1.08 : 1) * (impact + ease), 10));
  }

  /** To the next tenth, whatever floating point makes of it. */
  private static double roundUp(double value) {
    long units = Math.round(value * 100_000);
    return units % 10_000 == 0 ? units / 100_000.0 : (units / 10_000 + 1) / 10.0;
  }
}
