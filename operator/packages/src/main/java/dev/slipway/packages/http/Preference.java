package dev.slipway.packages.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a client would rather have, of what there is. Source: RFC 9110 sections 12.4 and 12.5. */
public final class Preference {

  private static final double NONE = -1;

  private Preference() {}

  /**
   * Chooses a content type.
   *
   * @param accept may be null: anything
   * @param offers the first of those that are liked best is chosen
   * @return empty when none is acceptable
   */
  public static Optional<String> type(String accept, List<String> offers) {
    if (accept == null || accept.isBlank()) {
      return Optional.of(offers.getFirst());
    }
    String best = null;
    double top = 0;
    for (var offer : offers) {
      double quality = quality(accept, offer);
      if (quality > top) {
        best = offer;
        top = quality;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The most precise range that covers the offer counts. */
  private static double quality(String accept, String offer) {
    double quality = NONE;
    int precision = -1;
    for (var word : accept.split(",", -1)) {
      var parts = word.split(";", -1);
      var range = parts[0].strip().toLowerCase(Locale.ROOT);
      int match = precision(range, offer);
      if (match > precision) {
        precision = match;
        quality = weight(parts);
      }
    }
    return quality;
  }

  private static int precision(String range, String offer) {
    if (range.equals(offer)) {
      return 2;
    }
    if (range.endsWith("/*") && offer.startsWith(range.substring(0, range.length() - 1))) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      var parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }

  /** Whether the client takes gzip. */
  static boolean gzip(String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    for (var word : acceptEncoding.split(",", -1)) {
      var parts = word.split(";", -1);
      var coding = parts[0].strip().toLowerCase(Locale.ROOT);
      if (coding.equals("gzip") || coding.equals("*")) {
        return weight(parts) > 0;
      }
    }
    return false;
  }
}
