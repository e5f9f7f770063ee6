package dev.slipway.packages.model;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Python version for comparison. Source: PEP 440, version specifiers, summary of permitted
 * suffixes and relative ordering.
 *
 * @param release numbers without zeros at the end
 */
public record Pep440(
    BigInteger epoch,
    List<BigInteger> release,
    int preKind,
    BigInteger pre,
    BigInteger post,
    BigInteger dev,
    String local)
    implements Comparable<Pep440> {

  /** Versions in their order; what is no version comes first, by its characters. */
  public static final Comparator<String> ORDER =
      Comparator.comparing(
              (String text) -> parse(text).orElse(null),
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Comparator.naturalOrder());

  private static final int FINAL = 3;
  private static final int ONLY_DEV = -1;
  private static final BigInteger NONE = BigInteger.valueOf(-1);
  private static final Pattern SHAPE =
      Pattern.compile(
          "v?(?:(\\d{1,50})!)?(\\d{1,50}(?:\\.\\d{1,50})*)"
              + "(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\\d{0,50}))?"
              + "(?:-(\\d{1,50})|[-_.]?(post|rev|r)[-_.]?(\\d{0,50}))?"
              + "(?:[-_.]?(dev)[-_.]?(\\d{0,50}))?"
              + "(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?");

  public Pep440 {
    release = List.copyOf(release);
  }

  /** Empty when the text is no version of this kind. */
  public static Optional<Pep440> parse(String text) {
    var matcher = SHAPE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (text.length() > 256 || !matcher.matches()) {
      return Optional.empty();
    }
    var post = matcher.group(5) != null ? matcher.group(5) : matcher.group(7);
    return Optional.of(
        new Pep440(
            matcher.group(1) == null ? BigInteger.ZERO : new BigInteger(matcher.group(1)),
            release(matcher.group(2)),
            kind(matcher.group(3), post != null, matcher.group(8) != null),
            number(matcher.group(4)),
            post == null ? NONE : number(post),
            matcher.group(8) == null ? null : number(matcher.group(9)),
            matcher.group(10) == null ? "" : matcher.group(10)));
  }

  private static BigInteger number(String digits) {
    return digits == null || digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits);
  }

  private static List<BigInteger> release(String text) {
    var numbers = new ArrayList<BigInteger>();
    for (var word : text.split("\\.", -1)) {
      numbers.add(new BigInteger(word));
    }
    while (numbers.size() > 1 && numbers.getLast().signum() == 0) {
      numbers.removeLast();
    }
    return numbers;
  }

  private static int kind(String word, boolean post, boolean dev) {
    return switch (word) {
      case null -> dev && !post ? ONLY_DEV : FINAL;
      case "a", "alpha" -> 0;
      case "b", "beta" -> 1;
      default -> 2;
    };
  }

  /** Whether it comes before what it is named after: alpha, beta, candidate, or in development. */
  public boolean isPreRelease() {
    return preKind != FINAL || dev != null;
  }

  @Override
  public int compareTo(Pep440 other) {
    int order = epoch.compareTo(other.epoch);
    order = order != 0 ? order : numbers(release, other.release);
    order = order != 0 ? order : Integer.compare(preKind, other.preKind);
    order = order != 0 ? order : pre.compareTo(other.pre);
    order = order != 0 ? order : post.compareTo(other.post);
    order = order != 0 ? order : developed(dev, other.dev);
    return order != 0 ? order : local.compareTo(other.local);
  }

  /** A development release comes before what it leads to. */
  private static int developed(BigInteger a, BigInteger b) {
    if (a == null || b == null) {
      return Boolean.compare(a == null, b == null);
    }
    return a.compareTo(b);
  }

  private static int numbers(List<BigInteger> a, List<BigInteger> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
