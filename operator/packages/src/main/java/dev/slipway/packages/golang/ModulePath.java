package dev.slipway.packages.golang;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Paths and versions of Go modules in addresses: a capital is written as an exclamation mark and
 * its small letter. Source: Go modules reference, GOPROXY protocol; module paths and versions.
 */
final class ModulePath {

  private static final Pattern PATH =
      Pattern.compile("[a-z0-9][A-Za-z0-9._~-]*(?:/[A-Za-z0-9._~-]+)*");
  private static final Pattern CANONICAL =
      Pattern.compile("v\\d+\\.\\d+\\.\\d+(?:-[0-9A-Za-z.-]+)?(?:\\+incompatible)?");
  private static final Pattern ESCAPED = Pattern.compile("!([a-z])");
  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
  private static final int LONGEST = 255;

  private ModulePath() {}

  /** Reads an escaped path; empty when it can be none. */
  static Optional<PackageName> parse(String escaped) {
    return unescape(escaped)
        .filter(p -> p.length() <= LONGEST && PATH.matcher(p).matches())
        .map(p -> new PackageName(Format.go, "", p));
  }

  /** Whether the version always means the same; a branch does not. */
  static boolean canonical(String version) {
    return CANONICAL.matcher(version).matches();
  }

  /** Empty when the text has a capital, or an exclamation mark that stands for none. */
  static Optional<String> unescape(String text) {
    if (text.chars().anyMatch(c -> c >= 'A' && c <= 'Z')
        || text.replaceAll("![a-z]", "").contains("!")) {
      return Optional.empty();
    }
    return Optional.of(ESCAPED.matcher(text).replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT)));
  }

  static String escape(String text) {
    return CAPITAL.matcher(text).replaceAll(m -> "!" + m.group().toLowerCase(Locale.ROOT));
  }
}
