package dev.slipway.packages.advisory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A NuGet version for comparison: one to four numbers, and a pre-release as Semantic Versioning has
 * it, without case. Source: NuGet documentation, package versioning.
 *
 * @param numbers four
 * @param preRelease identifiers in lower case; empty for a release
 */
record NugetVersion(List<BigInteger> numbers, List<String> preRelease)
    implements Comparable<NugetVersion> {

  private static final int PARTS = 4;
  private static final Pattern SHAPE =
      Pattern.compile(
          "(\\d{1,50}(?:\\.\\d{1,50}){0,3})"
              + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?");

  NugetVersion {
    numbers = List.copyOf(numbers);
    preRelease = List.copyOf(preRelease);
  }

  /** Empty when the text is no version of this kind. */
  static Optional<NugetVersion> parse(String text) {
    var matcher = SHAPE.matcher(text);
    if (text.length() > 256 || !matcher.matches()) {
      return Optional.empty();
    }
    var numbers = new ArrayList<BigInteger>();
    for (var word : matcher.group(1).split("\\.", -1)) {
      numbers.add(new BigInteger(word));
    }
    while (numbers.size() < PARTS) {
      numbers.add(BigInteger.ZERO);
    }
    var rest = matcher.group(2);
    return Optional.of(
        new NugetVersion(
            numbers,
            rest == null ? List.of() : List.of(rest.toLowerCase(Locale.ROOT).split("\\.", -1))));
  }

  @Override
  public int compareTo(NugetVersion other) {
    for (int i = 0; i < PARTS; i++) {
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
}
