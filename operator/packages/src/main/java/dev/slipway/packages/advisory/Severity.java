package dev.slipway.packages.advisory;

import java.util.Locale;

/** How bad an advisory is, in the words of npm. */
public enum Severity {
  LOW(0),
  MODERATE(1),
  HIGH(2),
  CRITICAL(3);

  private static final double FROM_MODERATE = 4.0;
  private static final double FROM_HIGH = 7.0;
  private static final double FROM_CRITICAL = 9.0;

  private final int number;

  Severity(int number) {
    this.number = number;
  }

  /** NuGet's number. */
  public int number() {
    return number;
  }

  /** The word in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a word of a database, MEDIUM for moderate too; null for one that says nothing. */
  static Severity of(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "LOW" -> LOW;
      case "MODERATE", "MEDIUM" -> MODERATE;
      case "HIGH" -> HIGH;
      case "CRITICAL" -> CRITICAL;
      default -> null;
    };
  }

  /** Source: CVSS 3.1 specification, qualitative severity rating scale; none counts as low. */
  static Severity of(double score) {
    return score >= FROM_CRITICAL
        ? CRITICAL
        : score >= FROM_HIGH ? HIGH : score >= FROM_MODERATE ? MODERATE : LOW;
  }
}
