package dev.slipway.packages.http;

/** Entity tags of conditional requests. Source: RFC 9110 section 13.1.2. */
final class ETags {

  private static final String WEAK = "W/";

  private ETags() {}

  /** Whether If-None-Match names the tag; what proxies made weak counts too. */
  static boolean matches(String ifNoneMatch, String etag) {
    if (ifNoneMatch == null) {
      return false;
    }
    if (ifNoneMatch.strip().equals("*")) {
      return true;
    }
    for (var word : ifNoneMatch.split(",", -1)) {
      var tag = word.strip();
      if ((tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag).equals(etag)) {
        return true;
      }
    }
    return false;
  }
}
