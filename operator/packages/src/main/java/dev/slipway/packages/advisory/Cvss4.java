package dev.slipway.packages.advisory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The base score of a vector of CVSS 4. A vector belongs to a class of vectors that are about as
 * bad; the class has a score, and is left by so much as the vector is less bad than the worst of
 * it. Source: CVSS 4.0 specification, 8.2 and 8.3, with the table of FIRST's calculator; what is
 * not known of threat and environment counts as the worst.
 */
final class Cvss4 {

  /** What the metrics may say, the worst first. */
  private static final Map<String, String> METRICS =
      Map.ofEntries(
          Map.entry("AV", "NALP"),
          Map.entry("AC", "LH"),
          Map.entry("AT", "NP"),
          Map.entry("PR", "NLH"),
          Map.entry("UI", "NPA"),
          Map.entry("VC", "HLN"),
          Map.entry("VI", "HLN"),
          Map.entry("VA", "HLN"),
          Map.entry("SC", "HLN"),
          Map.entry("SI", "HLN"),
          Map.entry("SA", "HLN"));

  /** Steps of an attack that must touch the machine. */
  private static final int PHYSICAL = 3;

  /** What floating point may lose. */
  private static final double ROUNDING = 1e-6;

  /** Steps of all impacts when there is none. */
  private static final int NO_IMPACT = 12;

  /**
   * One kind of class.
   *
   * @param worst steps of its worst vectors, all metrics of the kind together
   * @param depth steps from them to the least bad ones
   */
  private record Level(int worst, int depth) {}

  private static final Level[] REACH = {new Level(0, 1), new Level(1, 4), new Level(3, 5)};
  private static final Level[] EASE = {new Level(0, 1), new Level(1, 2)};
  private static final Level[] OTHERS = {new Level(0, 5), new Level(3, 4)};

  /** The second and the fourth are of environments in which less is asked for. */
  private static final Level[] OWN = {
    new Level(0, 7), null, new Level(1, 8), null, new Level(3, 10)
  };

  /** Where the classes of OWN that are next are less bad. */
  private static final int[][] LESS = {{1, 2}, {}, {3}, {}, {}};

  /** Scores by REACH (EQ1), EASE (EQ2), OWN (EQ3 with EQ6) and OTHERS (EQ4). */
  private static final double[][][][] SCORES = {
    {
      {{10, 9.3}, {9.6, 9.0}, {9.3, 8.8}, {9.2, 8.0}, {7.9, 6.9}},
      {{9.5, 9.2}, {9.1, 8.1}, {9.2, 8.4}, {8.2, 7.0}, {7.1, 6.3}}
    },
    {
      {{9.4, 8.7}, {8.9, 7.5}, {8.6, 7.2}, {7.6, 5.7}, {6.5, 5.3}},
      {{9.0, 7.7}, {7.7, 6.6}, {7.4, 6.1}, {5.9, 5.2}, {5.8, 2.3}}
    },
    {
      {{8.6, 7.0}, {7.4, 5.4}, {7.2, 5.3}, {5.7, 3.6}, {4.7, 2.4}},
      {{7.3, 5.4}, {5.5, 4.3}, {6.1, 4.6}, {5.1, 1.8}, {2.4, 1.0}}
    }
  };

  private Cvss4() {}

  /**
   * The base score, 0.0 to 10.0 in tenths.
   *
   * @return empty when it is no vector of CVSS 4.0, or lacks a base metric
   */
  static OptionalDouble base(String vector) {
    var steps = new HashMap<String, Integer>();
    var metrics = vector.split("/", -1);
    for (int i = 1; i < metrics.length; i++) {
      int colon = metrics[i].indexOf(':');
      var values = METRICS.get(metrics[i].substring(0, Math.max(colon, 0)));
      if (values != null) {
        int step =
            colon == metrics[i].length() - 2 ? values.indexOf(metrics[i].charAt(colon + 1)) : -1;
        if (step < 0 || steps.put(metrics[i].substring(0, colon), step) != null) {
          return OptionalDouble.empty();
        }
      }
    }
    return metrics[0].equals("CVSS:4.0") && steps.size() == METRICS.size()
        ? OptionalDouble.of(new Vector(steps).score())
        : OptionalDouble.empty();
  }

  /**
   * A vector.
   *
   * @param steps how far each metric is from the worst that it may say
   */
  private record Vector(Map<String, Integer> steps) {

    private int sum(String... metrics) {
      return Arrays.stream(metrics).mapToInt(steps::get).sum();
    }

    private boolean worst(String metric) {
      return steps.get(metric) == 0;
    }

    private int reach() {
      if (sum("AV", "PR", "UI") == 0) {
        return 0;
      }
      boolean physical = steps.get("AV") == PHYSICAL;
      return !physical && (worst("AV") || worst("PR") || worst("UI")) ? 1 : 2;
    }

    private int own() {
      if (worst("VC") && worst("VI")) {
        return 0;
      }
      return worst("VC") || worst("VI") || worst("VA") ? 2 : 4;
    }

    private double score() {
      int ownSteps = sum("VC", "VI", "VA");
      int otherSteps = sum("SC", "SI", "SA");
      if (ownSteps + otherSteps == NO_IMPACT) {
        return 0;
      }
      int reach = reach();
      int ease = sum("AC", "AT") == 0 ? 0 : 1;
      int own = own();
      int others = worst("SC") || worst("SI") || worst("SA") ? 0 : 1;
      double score = SCORES[reach][ease][own][others];
      var lost = new ArrayList<Double>();
      // How mature exploits are is not known, so that nothing is lost there.
      lost.add(0.0);
      if (reach + 1 < REACH.length) {
        double next = SCORES[reach + 1][ease][own][others];
        lost.add(lost(score, next, REACH[reach], sum("AV", "PR", "UI")));
      }
      if (ease + 1 < EASE.length) {
        double next = SCORES[reach][ease + 1][own][others];
        lost.add(lost(score, next, EASE[ease], sum("AC", "AT")));
      }
      Arrays.stream(LESS[own])
          .mapToDouble(less -> SCORES[reach][ease][less][others])
          .max()
          .ifPresent(next -> lost.add(lost(score, next, OWN[own], ownSteps)));
      if (others + 1 < OTHERS.length) {
        double next = SCORES[reach][ease][own][others + 1];
        lost.add(lost(score, next, OTHERS[others], otherSteps));
      }
      double mean = lost.stream().mapToDouble(l -> l).average().orElse(0);
      return Math.round((score - mean + ROUNDING) * 10) / 10.0;
    }

    /** The part of the way to the next class that a vector has gone. */
    private static double lost(double score, double next, Level level, int steps) {
      return (score - next) * (steps - level.worst()) / level.depth();
    }
  }
}
