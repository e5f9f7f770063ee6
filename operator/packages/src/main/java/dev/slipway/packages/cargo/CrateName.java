package dev.slipway.packages.cargo;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of crates and where the index has them. Source: Cargo reference, registry index. */
final class CrateName {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  private CrateName() {}

  /** The crate of this name, however its case is; empty when it can be none. */
  static Optional<PackageName> parse(String text) {
    return NAME.matcher(text).matches()
        ? Optional.of(new PackageName(Format.cargo, "", text.toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /** Where the index has a crate: {@code 3/f/foo}, {@code ca/rg/cargo}. */
  static String indexPath(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return switch (lower.length()) {
      case 1, 2 -> lower.length() + "/" + lower;
      case 3 -> "3/" + lower.charAt(0) + "/" + lower;
      default -> prefix(lower) + "/" + lower;
    };
  }

  /** The folders of a crate in the index, its case as it is. */
  static String prefix(String name) {
    return switch (name.length()) {
      case 1, 2 -> Integer.toString(name.length());
      case 3 -> "3/" + name.charAt(0);
      default -> name.substring(0, 2) + "/" + name.substring(2, 4);
    };
  }

  /** The name of a version's only file. */
  static String file(PackageName name, String version) {
    return name.name() + "-" + version + ".crate";
  }
}
