package dev.slipway.packages.nuget;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of NuGet packages and of their files; case does not count. Source: NuGet gallery rules. */
final class NuGetId {

  static final String PACKAGE = ".nupkg";
  static final String SYMBOLS = ".snupkg";

  private static final int LONGEST = 100;
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*");

  private NuGetId() {}

  /**
   * The package of this id, however its case is; empty when it can be none.
   *
   * @param text letters and digits of ASCII, underscores, and single dots and hyphens between them,
   *     at most 100 characters
   */
  static Optional<PackageName> parse(String text) {
    return text != null && text.length() <= LONGEST && SHAPE.matcher(text).matches()
        ? Optional.of(new PackageName(Format.nuget, "", text.toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /**
   * The name of a version's file.
   *
   * @param version in the normal form
   */
  static String file(PackageName name, String version, String suffix) {
    return name.name() + "." + version + suffix;
  }
}
