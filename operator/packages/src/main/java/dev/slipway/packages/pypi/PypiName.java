package dev.slipway.packages.pypi;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of Python projects and of their files. Source: PEP 503, PEP 427, PEP 625. */
public final class PypiName {

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]{0,253}[A-Za-z0-9]");
  private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");
  private static final Pattern SDIST =
      Pattern.compile("(.+)(\\.tar\\.gz|\\.tar\\.bz2|\\.tgz|\\.zip)");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+!-]{0,254}");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+!-]{0,127}");

  private PypiName() {}

  /** The project of this name, however it is written; empty when it can be none. */
  static Optional<PackageName> parse(String text) {
    return NAME.matcher(text).matches()
        ? Optional.of(new PackageName(Format.pypi, "", normal(text)))
        : Optional.empty();
  }

  /** The normal form: lower case, runs of separators as one hyphen. */
  public static String normal(String name) {
    return SEPARATORS.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  /** Whether a file may be called so. */
  static boolean file(String file) {
    return FILE.matcher(file).matches();
  }

  /** Whether a version may be called so. */
  static boolean version(String version) {
    return VERSION.matcher(version).matches();
  }

  /**
   * The version of a project's file, as the file's name writes it.
   *
   * @return empty when it is no file of the project
   */
  static Optional<String> version(PackageName name, String file) {
    if (file.endsWith(".whl") || file.endsWith(".egg")) {
      var words = file.split("-", -1);
      return words.length >= 3 && normal(words[0]).equals(name.name())
          ? Optional.of(words[1].replace('_', '-'))
          : Optional.empty();
    }
    var matcher = SDIST.matcher(file);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var stem = matcher.group(1);
    for (int at = stem.indexOf('-'); at > 0; at = stem.indexOf('-', at + 1)) {
      if (normal(stem.substring(0, at)).equals(name.name())) {
        return Optional.of(stem.substring(at + 1));
      }
    }
    return Optional.empty();
  }
}
