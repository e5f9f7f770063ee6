package dev.slipway.packages.figures;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing that is measured of the server and of another in turns, so that whatever else this
 * machine does weighs on both. The ratio that counts is the median of the turns' own.
 */
final class Comparison {

  /** Measures one side once. */
  interface Side {
    Measured measure() throws Exception;
  }

  /**
   * What came out.
   *
   * @param value requests a second, or seconds
   * @param note beside it
   */
  record Measured(double value, String note) {}

  private final String what;
  private final String unit;
  private final double limit;
  private final boolean most;

  private Comparison(String what, String unit, double limit, boolean most) {
    this.what = what;
    this.unit = unit;
    this.limit = limit;
    this.most = most;
  }

  /** A rate that has to be at least this many times the other's. */
  static Comparison rate(String what, double least) {
    return new Comparison(what, "requests/s", least, false);
  }

  /** A time that may be at most this many times the other's. */
  static Comparison time(String what, double most) {
    return new Comparison(what, "s", most, true);
  }

  /** Measures both sides in turns and prints what came out. */
  void run(int turns, Side ours, String otherName, Side other) throws Exception {
    var mine = new ArrayList<Measured>();
    var theirs = new ArrayList<Measured>();
    for (int i = 0; i < turns; i++) {
      theirs.add(other.measure());
      mine.add(ours.measure());
    }
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < turns; i++) {
      ratios.add(mine.get(i).value() / theirs.get(i).value());
    }
    ratios.sort(null);
    double ratio = (ratios.get((turns - 1) / 2) + ratios.get(turns / 2)) / 2;
    System.out.printf(
        "figure: %-44s %9.2f times %s (%.2f to %.2f; %s %.2f): %s%n",
        what,
        ratio,
        otherName,
        ratios.getFirst(),
        ratios.getLast(),
        most ? "at most" : "at least",
        limit,
        (most ? ratio <= limit : ratio >= limit) ? "held" : "MISSED");
    System.out.printf("figure:     %-10s %s%n", "slipway", text(mine));
    System.out.printf("figure:     %-10s %s%n", otherName, text(theirs));
  }

  private String text(List<Measured> all) {
    var sorted = all.stream().sorted((a, b) -> Double.compare(a.value(), b.value())).toList();
    var middle = sorted.get(sorted.size() / 2);
    return "%,.2f %s %s".formatted(middle.value(), unit, middle.note());
  }
}
