package dev.slipway.packages.advisory;

import java.util.OptionalDouble;

/** Base scores of vectors, by the version of CVSS that a vector names. */
final class Cvss {

  private static final int LONGEST = 400;

  private Cvss() {}

  /**
   * The base score, 0.0 to 10.0 in tenths; what is known of threat and environment does not count.
   *
   * @return empty when it is no vector of CVSS 3.0, 3.1 or 4.0, or lacks a base metric
   */
  static OptionalDouble base(String vector) {
    if (vector.length() > LONGEST) {
      return OptionalDouble.empty();
    }
    return vector.startsWith("CVSS:4.0/") ? Cvss4.base(vector) : Cvss3.base(vector);
  }
}
