package dev.slipway.packages.model;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version by Semantic Versioning 2.0.0. Build metadata does not count.
 *
 * @param numbers major, minor, patch
 * @param preRelease identifiers; empty for a release
 */
public record SemVer(List<BigInteger> numbers, List<String> preRelease)
    implements Comparable<SemVer> {

  /** Versions in their order; what is no version comes first, by its characters. */
  public static final Comparator<String> ORDER =
      Comparator.comparing(
              (String text) -> parse(text).orElse(null),
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Comparator.naturalOrder());

  private static final Pattern SHAPE =
      Pattern.compile(
          "v?(0|[1-9]\\d{0,49})\\.(0|[1-9]\\d{0,49})\\.(0|[1-9]\\d{0,49})"
              + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?"
              + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");

  public SemVer {
    numbers = List.copyOf(numbers);
    preRelease = List.copyOf(preRelease);
  }

  /** Empty when the text is no version of this kind; a leading v is passed over. */
  public static Optional<SemVer> parse(String text) {
    if (text.length() > 256) {
      return Optional.empty();
    }
    var matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new SemVer(
            List.of(
                new BigInteger(matcher.group(1)),
                new BigInteger(matcher.group(2)),
                new BigInteger(matcher.group(3))),
            matcher.group(4) == null ? List.of() : List.of(matcher.group(4).split("\\.", -1))));
  }

  public boolean isPreRelease() {
    return !preRelease.isEmpty();
  }

  @Override
  public int compareTo(SemVer other) {
    for (int i = 0; i < numbers.size(); i++) {
      int order = numbers.get(i).compareTo(other.numbers.get(i));
      if (order != 0) {
        return order;
      }
    }
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
    }
    for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
      int order = identifiers(preRelease.get(i), other.preRelease.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(preRelease.size(), other.preRelease.size());
  }

  private static int identifiers(String a, String b) {
    boolean numeric = a.chars().allMatch(Character::isDigit);
    boolean otherNumeric = b.chars().allMatch(Character::isDigit);
    if (numeric && otherNumeric) {
      return new BigInteger(a).compareTo(new BigInteger(b));
    }
    return numeric == otherNumeric ? a.compareTo(b) : numeric ? -1 : 1;
  }

  /** The highest release; of none the highest pre-release; empty when nothing is a version. */
  public static Optional<String> latest(Iterable<String> versions) {
    String best = null;
    SemVer top = null;
    for (var text : versions) {
      var version = parse(text).orElse(null);
      if (version == null) {
        continue;
      }
      boolean better =
          top == null
              || (top.isPreRelease() != version.isPreRelease()
                  ? top.isPreRelease()
                  : version.compareTo(top) > 0);
      if (better) {
        best = text;
        top = version;
      }
    }
    return Optional.ofNullable(best);
  }
}
