package dev.slipway.core.build.spec;

import java.util.regex.Pattern;

/**
 * A pattern of artifacts.files: {@code *} stays within one name, {@code **} crosses zero or more
 * folders, {@code ?} is one character; names that start with a dot are matched like any other.
 * Source: CodeBuild user guide, artifacts/files.
 */
public final class Glob {

  private final Pattern pattern;

  public Glob(String text) {
    var clean = text.startsWith("./") ? text.substring(2) : text;
    pattern = Pattern.compile(regex(clean));
  }

  /** Whether a path relative to the base directory, with slashes, is meant. */
  public boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  private static String regex(String glob) {
    var regex = new StringBuilder();
    int i = 0;
    while (i < glob.length()) {
      char c = glob.charAt(i);
      if (glob.startsWith("**/", i)) {
        regex.append("(?:[^/]+/)*");
        i += 3;
      } else if (glob.startsWith("**", i)) {
        regex.append(".*");
        i += 2;
      } else if (c == '*') {
        regex.append("[^/]*");
        i++;
      } else if (c == '?') {
        regex.append("[^/]");
        i++;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
        i++;
      }
    }
    return regex.toString();
  }
}
