package dev.slipway.packages.advisory;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Pep440;
import dev.slipway.packages.model.SemVer;
import dev.slipway.packages.pypi.PypiName;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.maven.artifact.versioning.ComparableVersion;

/**
 * How a format's packages are called in advisories and how its versions are ordered. Source: OSV
 * schema, affected[].package.
 */
public enum Ecosystem {
  NPM(Format.npm, "npm"),
  NUGET(Format.nuget, "nuget"),
  PYPI(Format.pypi, "pypi"),
  MAVEN(Format.maven, "maven"),
  CARGO(Format.cargo, "crates"),
  GO(Format.go, "go");

  private static final int LONGEST_VERSION = 256;

  private final Format format;
  private final String word;

  Ecosystem(Format format, String word) {
    this.format = format;
    this.word = word;
  }

  public Format format() {
    return format;
  }

  /** The ecosystem of a name such as PyPI or Maven:central; its letters in front decide. */
  static Optional<Ecosystem> of(String name) {
    int end = 0;
    while (end < name.length() && Character.isLetter(name.charAt(end))) {
      end++;
    }
    var first = name.substring(0, end).toLowerCase(Locale.ROOT);
    for (var ecosystem : values()) {
      if (ecosystem.word.equals(first)) {
        return Optional.of(ecosystem);
      }
    }
    return Optional.empty();
  }

  /** The ecosystem of a format; empty when advisories know none. */
  static Optional<Ecosystem> of(Format format) {
    for (var ecosystem : values()) {
      if (ecosystem.format == format) {
        return Optional.of(ecosystem);
      }
    }
    return Optional.empty();
  }

  /** A package's name as an advisory writes it, in the one form that stands for all spellings. */
  String normal(String name) {
    return switch (this) {
      case PYPI -> PypiName.normal(name);
      case NUGET, CARGO -> name.toLowerCase(Locale.ROOT);
      case NPM, MAVEN, GO -> name;
    };
  }

  /** The normal name of a package of the domain. */
  String normal(PackageName name) {
    if (name.namespace().isEmpty()) {
      return normal(name.name());
    }
    return switch (this) {
      case NPM -> "@" + name.namespace() + "/" + name.name();
      case MAVEN -> name.namespace() + ":" + name.name();
      default -> normal(name.namespace() + "/" + name.name());
    };
  }

  /** Whether a text has a place in the order of versions. */
  boolean ordered(String version) {
    return switch (this) {
      case NPM, CARGO, GO -> SemVer.parse(version).isPresent();
      case NUGET -> NuGetVersion.parse(version).isPresent();
      case PYPI -> Pep440.parse(version).isPresent();
      case MAVEN -> !version.isBlank() && version.length() <= LONGEST_VERSION;
    };
  }

  /** Compares two versions that are {@link #ordered}. */
  int compare(String a, String b) {
    return switch (this) {
      case NPM, CARGO, GO -> compare(a, b, SemVer::parse);
      case NUGET -> compare(a, b, NuGetVersion::parse);
      case PYPI -> compare(a, b, Pep440::parse);
      case MAVEN -> new ComparableVersion(a).compareTo(new ComparableVersion(b));
    };
  }

  private static <V extends Comparable<V>> int compare(
      String a, String b, Function<String, Optional<V>> parse) {
    return parse.apply(a).orElseThrow().compareTo(parse.apply(b).orElseThrow());
  }
}
