package dev.slipway.packages.model.group;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import java.util.Arrays;
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

  private static final int PARTS = 3;

  /** The meanings of the sign at the end. */
  public enum Kind {
    EXACT,
    WORD,
    BELOW
  }

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
    if (text.equals(ROOT.text)) {
      return ROOT;
    }
    if (!text.startsWith("/") || text.length() < 2) {
      throw wrong(text, "it begins with a slash");
    }
    var kind =
        switch (text.charAt(text.length() - 1)) {
          case '$' -> Kind.EXACT;
          case '~' -> Kind.WORD;
          case '*' -> Kind.BELOW;
          default -> throw wrong(text, "it ends in $, ~ or *");
        };
    var inner = text.substring(1, text.length() - 1);
    // The name of a Go module has slashes.
    var parts = Arrays.asList(inner.split("/", inner.startsWith(Format.go + "/") ? PARTS : -1));
    if (parts.size() > PARTS) {
      throw wrong(text, "it has at most a format, a namespace and a name");
    }
    if (Arrays.stream(Format.values()).noneMatch(f -> f.name().equals(parts.getFirst()))) {
      throw wrong(text, "its first part is a format: " + Arrays.toString(Format.values()));
    }
    if (text.chars().anyMatch(c -> c == '#' || Character.isWhitespace(c))) {
      throw wrong(text, "it has no blank and no #");
    }
    return checked(text, kind, parts);
  }

  private static GroupPattern checked(String text, Kind kind, List<String> parts) {
    var last = parts.getLast();
    switch (kind) {
      case EXACT -> {
        if (parts.size() != PARTS || last.isEmpty()) {
          throw wrong(text, "$ follows a whole name, /format/namespace/name$");
        }
        return new GroupPattern(text, parts, kind);
      }
      case WORD -> {
        if (parts.size() < 2 || last.isEmpty() || !word(last.codePointBefore(last.length()))) {
          throw wrong(text, "~ follows a letter or digit of a namespace or name; write * instead");
        }
        return new GroupPattern(text, parts, kind);
      }
      default -> {
        if (parts.size() < 2 || !last.isEmpty()) {
          throw wrong(text, "* stands alone after a slash");
        }
        return new GroupPattern(text, parts.subList(0, parts.size() - 1), kind);
      }
    }
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("pattern \"" + text + "\": " + why);
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
    return actual.startsWith(wanted)
        && (actual.length() == wanted.length() || !word(actual.codePointAt(wanted.length())));
  }

  /** Part of a word: a letter, a digit or a mark. */
  private static boolean word(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> Character.isLetterOrDigit(c);
    };
  }
}
