package dev.slipway.packages.nuget;

import dev.slipway.packages.model.NuGetVersion;
import java.util.Optional;

/**
 * Versions that satisfy a dependency. Source: NuGet documentation, package versioning, version
 * ranges.
 *
 * @param min null for no lower end
 * @param max null for no upper end
 */
public record VersionRange(
    NuGetVersion min, boolean minInclusive, NuGetVersion max, boolean maxInclusive) {

  /** Every version. */
  static final VersionRange ALL = new VersionRange(null, false, null, false);

  private static final int LONGEST = 300;

  /** Reads {@code 1.0}, {@code [1.0]}, {@code (,2.0)} and the like; empty when it is no range. */
  public static Optional<VersionRange> parse(String text) {
    if (text == null || text.isBlank()) {
      return Optional.of(ALL);
    }
    var range = text.strip();
    char first = range.charAt(0);
    char last = range.charAt(range.length() - 1);
    if (range.length() > LONGEST) {
      return Optional.empty();
    }
    if (first != '[' && first != '(') {
      return NuGetVersion.parse(range).map(min -> new VersionRange(min, true, null, false));
    }
    if (range.length() < 3 || (last != ']' && last != ')')) {
      return Optional.empty();
    }
    var ends = range.substring(1, range.length() - 1).split(",", -1);
    boolean minInclusive = first == '[';
    boolean maxInclusive = last == ']';
    if (ends.length == 1) {
      return minInclusive && maxInclusive
          ? NuGetVersion.parse(ends[0]).map(v -> new VersionRange(v, true, v, true))
          : Optional.empty();
    }
    return ends.length == 2
        ? between(ends[0].strip(), minInclusive, ends[1].strip(), maxInclusive)
        : Optional.empty();
  }

  private static Optional<VersionRange> between(
      String from, boolean minInclusive, String to, boolean maxInclusive) {
    var min = NuGetVersion.parse(from);
    var max = NuGetVersion.parse(to);
    if ((min.isEmpty() && !from.isEmpty()) || (max.isEmpty() && !to.isEmpty())) {
      return Optional.empty();
    }
    if (min.isPresent() && max.isPresent()) {
      int order = min.get().compareTo(max.get());
      if (order > 0 || (order == 0 && !(minInclusive && maxInclusive))) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new VersionRange(
            min.orElse(null),
            minInclusive && min.isPresent(),
            max.orElse(null),
            maxInclusive && max.isPresent()));
  }

  public boolean contains(NuGetVersion version) {
    int low = min == null ? 1 : version.compareTo(min);
    int high = max == null ? -1 : version.compareTo(max);
    return (low > 0 || (low == 0 && minInclusive)) && (high < 0 || (high == 0 && maxInclusive));
  }

  /** Whether clients from before NuGet 4.3 cannot read it. */
  boolean isSemVer2() {
    return (min != null && min.isSemVer2()) || (max != null && max.isSemVer2());
  }

  /** The normal form: {@code [1.0.0, )}. */
  @Override
  public String toString() {
    return (minInclusive ? "[" : "(")
        + (min == null ? "" : min.full().replaceFirst("\\+.*", ""))
        + ", "
        + (max == null ? "" : max.full().replaceFirst("\\+.*", ""))
        + (maxInclusive ? "]" : ")");
  }
}
