package dev.slipway.packages.upstream;

import java.net.URI;
import java.util.Objects;
import java.util.regex.Pattern;

/** What addresses have to do with each other. */
final class Addresses {

  private static final Pattern SEPARATOR = Pattern.compile("/|%2[fF]|%5[cC]|;");
  private static final Pattern DOT = Pattern.compile("%2[eE]");

  private Addresses() {}

  /**
   * Whether an address is that of a repository or below it: credentials go nowhere else.
   *
   * @param base without a slash at the end
   */
  static boolean below(URI address, String base) {
    var root = URI.create(base);
    var path = root.getRawPath() == null ? "" : root.getRawPath();
    var at = address.getRawPath() == null ? "" : address.getRawPath();
    return Objects.equals(address.getScheme(), root.getScheme())
        && address.getHost() != null
        && address.getHost().equalsIgnoreCase(root.getHost())
        && port(address) == port(root)
        && (at.equals(path) || at.startsWith(path + "/"))
        && !climbs(address);
  }

  /** Whether the path has two dots for a segment, however they are written. */
  static boolean climbs(URI address) {
    var path = address.getRawPath() == null ? "" : address.getRawPath();
    for (var word : SEPARATOR.split(path, -1)) {
      if (DOT.matcher(word).replaceAll(".").equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return "https".equals(address.getScheme()) ? 443 : 80;
  }
}
