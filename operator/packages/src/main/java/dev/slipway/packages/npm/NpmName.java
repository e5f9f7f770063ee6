package dev.slipway.packages.npm;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of npm packages. Source: validate-npm-package-name; old names may have capitals. */
final class NpmName {

  private static final Pattern NAME =
      Pattern.compile("(?:@([\\w~-][\\w.~-]*)/)?([\\w~!'()*-][\\w~!'()*.-]*)");
  private static final int LONGEST = 214;
  private static final String TARBALL = ".tgz";

  private NpmName() {}

  /** Reads {@code name} or {@code @scope/name}; empty when it can be none. */
  static Optional<PackageName> parse(String text) {
    var matcher = NAME.matcher(text);
    if (text.length() > LONGEST || !matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new PackageName(
            Format.npm, matcher.group(1) == null ? "" : matcher.group(1), matcher.group(2)));
  }

  /** The name as npm writes it. */
  static String text(PackageName name) {
    return name.namespace().isEmpty() ? name.name() : "@" + name.namespace() + "/" + name.name();
  }

  /** The name of a version's only file. */
  static String tarball(PackageName name, String version) {
    return name.name() + "-" + version + TARBALL;
  }

  /** The version whose file is called so; empty for another file. */
  static Optional<String> version(PackageName name, String file) {
    var prefix = name.name() + "-";
    return file.startsWith(prefix)
            && file.endsWith(TARBALL)
            && file.length() > prefix.length() + TARBALL.length()
        ? Optional.of(file.substring(prefix.length(), file.length() - TARBALL.length()))
        : Optional.empty();
  }
}
