package dev.slipway.packages.model.group;

import dev.slipway.api.value.PackagePattern;
import dev.slipway.api.value.PackagePattern.Kind;
import dev.slipway.packages.model.PackageName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A pattern for packages, {@code /format/namespace/name} with one sign at its end: {@code $} for
 * exactly this, {@code ~} for names that begin with this word, {@code *} for everything below. It
 * may end after any part; {@code /*} is every package. Source: CodeArtifact user guide, package
 * group definition syntax.
 *
 * @param text as it was written
 * @param parts format, namespace and name, as far as they are given; the sign is left out
 */
public record GroupPattern(String text, List<String> parts, Kind kind)
    implements Comparable<GroupPattern> {

  /** Every package. */
  public static final GroupPattern ROOT = new GroupPattern("/*", List.of(), Kind.BELOW);

  /** How a package fits. */
  public enum Match {
    STRONG,
    /** It only looks as if it fitted. */
    WEAK,
    NONE
  }

  public GroupPattern {
    parts = List.copyOf(parts);
  }

  /** The most specific first. */
  @Override
  public int compareTo(GroupPattern other) {
    return Comparator.comparingInt((GroupPattern p) -> p.text.length())
        .reversed()
        .thenComparing(GroupPattern::text)
        .compare(this, other);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static GroupPattern parse(String text) {
    var read = PackagePattern.parse(text);
    return new GroupPattern(read.text(), read.parts(), read.kind());
  }

  /** Whether every package that fits the other fits this one too; false for equal ones. */
  public boolean encloses(GroupPattern other) {
    return plain().encloses(other.plain());
  }

  private PackagePattern plain() {
    return new PackagePattern(text, parts, kind);
  }

  /** How the package fits this pattern. */
  public Match match(PackageName name) {
    var actual = List.of(name.format().name(), name.namespace(), name.name());
    boolean strong = true;
    for (int i = 0; i < parts.size(); i++) {
      boolean prefix = kind == Kind.WORD && i == parts.size() - 1;
      var fit = fit(parts.get(i), actual.get(i), prefix);
      if (fit.isEmpty() || (i == 0 && !fit.get())) {
        return Match.NONE;
      }
      strong &= fit.get();
    }
    return strong ? Match.STRONG : Match.WEAK;
  }

  /** Whether the part fits exactly (true), or only looks so (false); empty when neither. */
  private static Optional<Boolean> fit(String wanted, String actual, boolean prefix) {
    if (fits(wanted, actual, prefix)) {
      return Optional.of(true);
    }
    for (var like : Skeleton.of(wanted)) {
      for (var looks : Skeleton.of(actual)) {
        if (fits(like, looks, prefix)) {
          return Optional.of(false);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean fits(String wanted, String actual, boolean prefix) {
    if (!prefix) {
      return actual.equals(wanted);
    }
    return PackagePattern.begins(actual, wanted);
  }
}
