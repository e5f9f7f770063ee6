package dev.slipway.packages.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A version of a NuGet package. Two are one when their normal forms are: case, leading zeros, a
 * fourth number of 0 and what follows a plus sign do not count. Source: NuGet documentation,
 * package versioning.
 *
 * @param numbers major, minor, patch and revision, each 0 to 2^31-1
 * @param labels of a pre-release, as written; empty for a release
 * @param metadata what follows a plus sign; empty for nothing
 */
public record NuGetVersion(List<Integer> numbers, List<String> labels, String metadata)
    implements Comparable<NuGetVersion> {

  /** Versions in their order; what is no version comes first, by its characters. */
  public static final Comparator<String> ORDER =
      Comparator.comparing(
              (String text) -> parse(text).orElse(null),
              Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Comparator.naturalOrder());

  private static final int LONGEST = 128;
  private static final int PARTS = 4;
  private static final String IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
  private static final Pattern SHAPE =
      Pattern.compile(
          "(\\d+(?:\\.\\d+){0,3})(?:-(" + IDENTIFIERS + "))?(?:\\+(" + IDENTIFIERS + "))?");

  public NuGetVersion {
    numbers = List.copyOf(numbers);
    labels = List.copyOf(labels);
  }

  /** Empty when the text is no version; it has 1 to 4 numbers and at most 128 characters. */
  public static Optional<NuGetVersion> parse(String text) {
    if (text == null || text.length() > LONGEST) {
      return Optional.empty();
    }
    var matcher = SHAPE.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var numbers = new ArrayList<Integer>();
    for (var part : matcher.group(1).split("\\.", -1)) {
      var number = number(part);
      if (number.isEmpty()) {
        return Optional.empty();
      }
      numbers.add(number.get());
    }
    while (numbers.size() < PARTS) {
      numbers.add(0);
    }
    var labels = matcher.group(2);
    return Optional.of(
        new NuGetVersion(
            numbers,
            labels == null ? List.of() : List.of(labels.split("\\.", -1)),
            Objects.requireNonNullElse(matcher.group(3), "")));
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** What the version is known by: {@code 1.0.0-beta.1}, lower-case, without metadata. */
  public String normal() {
    return written().toLowerCase(Locale.ROOT);
  }

  /** The normal form with the author's case and with metadata: {@code 1.0.0-Beta.1+5114f85}. */
  public String full() {
    return metadata.isEmpty() ? written() : written() + "+" + metadata;
  }

  private String written() {
    var text = new StringBuilder();
    text.append(numbers.get(0)).append('.').append(numbers.get(1)).append('.');
    text.append(numbers.get(2));
    if (numbers.get(PARTS - 1) > 0) {
      text.append('.').append(numbers.get(PARTS - 1));
    }
    return labels.isEmpty() ? text.toString() : text + "-" + String.join(".", labels);
  }

  public boolean isPreRelease() {
    return !labels.isEmpty();
  }

  /** Whether clients from before NuGet 4.3 cannot read it. */
  public boolean isSemVer2() {
    return labels.size() > 1 || !metadata.isEmpty();
  }

  @Override
  public int compareTo(NuGetVersion other) {
    for (int i = 0; i < PARTS; i++) {
      int order = numbers.get(i).compareTo(other.numbers.get(i));
      if (order != 0) {
        return order;
      }
    }
    if (labels.isEmpty() || other.labels.isEmpty()) {
      return Boolean.compare(labels.isEmpty(), other.labels.isEmpty());
    }
    for (int i = 0; i < Math.min(labels.size(), other.labels.size()); i++) {
      int order = labels(labels.get(i), other.labels.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(labels.size(), other.labels.size());
    return order == 0 ? normal().compareTo(other.normal()) : order;
  }

  /** Clients take a label for a number when it fits into 32 bits, and for a word when not. */
  private static int labels(String a, String b) {
    var one = number(a);
    var two = number(b);
    if (one.isPresent() && two.isPresent()) {
      return one.get().compareTo(two.get());
    }
    return one.isPresent() == two.isPresent() ? a.compareToIgnoreCase(b) : one.isPresent() ? -1 : 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NuGetVersion that && normal().equals(that.normal());
  }

  @Override
  public int hashCode() {
    return normal().hashCode();
  }

  @Override
  public String toString() {
    return full();
  }
}
