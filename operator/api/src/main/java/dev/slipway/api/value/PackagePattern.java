package dev.slipway.api.value;

import dev.slipway.api.v1alpha1.PackageFormat;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A pattern for packages, {@code /format/namespace/name} with one sign at its end: {@code $} for
 * exactly this, {@code ~} for names that begin with this word, {@code *} for everything below. It
 * may end after any part; {@code /*} is every package. Names of PyPI, NuGet and Cargo are brought
 * into the normal form of their format, which is how packages are called there. Source:
 * CodeArtifact user guide, package group definition syntax.
 *
 * @param text as it was written, but for the normal form
 * @param parts format, namespace and name, as far as they are given; the sign is left out
 */
public record PackagePattern(String text, List<String> parts, Kind kind) {

  /** Every package. */
  public static final PackagePattern ROOT = new PackagePattern("/*", List.of(), Kind.BELOW);

  private static final int PARTS = 3;

  private static final Set<PackageFormat> NAMESPACED =
      EnumSet.of(PackageFormat.maven, PackageFormat.npm, PackageFormat.generic);

  /** The meanings of the sign at the end. */
  public enum Kind {
    EXACT,
    WORD,
    BELOW
  }

  public PackagePattern {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static PackagePattern parse(String text) {
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
    boolean go = inner.startsWith(PackageFormat.go + "/");
    var parts = Arrays.asList(inner.split("/", go ? PARTS : -1));
    if (parts.size() > PARTS) {
      throw wrong(text, "it has at most a format, a namespace and a name");
    }
    if (Arrays.stream(PackageFormat.values()).noneMatch(f -> f.name().equals(parts.getFirst()))) {
      throw wrong(text, "its first part is a format: " + Arrays.toString(PackageFormat.values()));
    }
    if (text.chars().anyMatch(c -> c == '#' || Character.isWhitespace(c))) {
      throw wrong(text, "it has no blank and no #");
    }
    return checked(text, kind, parts).normal();
  }

  /** The format that it speaks of; empty for all. */
  private Optional<PackageFormat> format() {
    return parts.stream().findFirst().map(PackageFormat::valueOf);
  }

  private PackagePattern normal() {
    if (parts.size() < PARTS) {
      return this;
    }
    var name = normal(format().orElseThrow(), parts.getLast());
    var sign = text.substring(text.length() - 1);
    return new PackagePattern(
        "/" + parts.get(0) + "/" + parts.get(1) + "/" + name + sign,
        List.of(parts.get(0), parts.get(1), name),
        kind);
  }

  /** Source: PEP 503; NuGet and Cargo, whose names differ by more than case. */
  private static String normal(PackageFormat format, String name) {
    return switch (format) {
      case pypi -> name.replaceAll("[-_.]+", "-").toLowerCase(Locale.ROOT);
      case nuget, cargo -> name.toLowerCase(Locale.ROOT);
      case maven, npm, go, generic -> name;
    };
  }

  /** Why no package can ever fit, and what to write; empty when one can. */
  public Optional<String> idle() {
    boolean spaced = parts.size() > 1 && !parts.get(1).isEmpty();
    return format()
        .filter(f -> spaced && !NAMESPACED.contains(f))
        .map(
            f ->
                "pattern \"%s\": packages of %s have no namespace, so none fits; write /%s//%s"
                    .formatted(text, f, f, parts.getLast() + (kind == Kind.EXACT ? "$" : "~")));
  }

  private static PackagePattern checked(String text, Kind kind, List<String> parts) {
    var last = parts.getLast();
    switch (kind) {
      case EXACT -> {
        if (parts.size() != PARTS || last.isEmpty()) {
          throw wrong(text, "$ follows a whole name, /format/namespace/name$");
        }
        return new PackagePattern(text, parts, kind);
      }
      case WORD -> {
        if (parts.size() < 2 || last.isEmpty() || !word(last.codePointBefore(last.length()))) {
          throw wrong(text, "~ follows a letter or digit of a namespace or name; write * instead");
        }
        return new PackagePattern(text, parts, kind);
      }
      default -> {
        if (parts.size() < 2 || !last.isEmpty()) {
          throw wrong(text, "* stands alone after a slash");
        }
        return new PackagePattern(text, parts.subList(0, parts.size() - 1), kind);
      }
    }
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("pattern \"" + text + "\": " + why);
  }

  /** Whether every package that fits the other fits this one too; false for equal ones. */
  public boolean encloses(PackagePattern other) {
    if (equals(other) || parts.size() > other.parts.size()) {
      return false;
    }
    for (int i = 0; i < parts.size(); i++) {
      var mine = parts.get(i);
      var theirs = other.parts.get(i);
      boolean word = kind == Kind.WORD && i == parts.size() - 1;
      boolean open = other.kind == Kind.WORD && i == other.parts.size() - 1;
      if (word ? !begins(theirs, mine) : open || !theirs.equals(mine)) {
        return false;
      }
    }
    return kind != Kind.EXACT;
  }

  /** Whether the text is this word, or goes on after it with something that is no word. */
  public static boolean begins(String text, String word) {
    return text.startsWith(word)
        && (text.length() == word.length() || !word(text.codePointAt(word.length())));
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
