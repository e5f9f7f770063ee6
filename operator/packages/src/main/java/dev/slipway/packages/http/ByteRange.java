package dev.slipway.packages.http;

import java.util.regex.Pattern;

/** A single byte range, RFC 9110 section 14. A length of 0 or less cannot be satisfied. */
record ByteRange(long first, long last) {

  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** Returns null when there is none, or one that may be ignored. */
  static ByteRange parse(String header, long size) {
    if (header == null) {
      return null;
    }
    var matcher = SINGLE.matcher(header);
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return null;
    }
    if (matcher.group(1).isEmpty()) {
      long suffix = Long.parseLong(matcher.group(2));
      return new ByteRange(Math.max(0, size - suffix), suffix == 0 ? -1 : size - 1);
    }
    long first = Long.parseLong(matcher.group(1));
    long last =
        matcher.group(2).isEmpty()
            ? size - 1
            : Math.min(size - 1, Long.parseLong(matcher.group(2)));
    return first >= size ? new ByteRange(0, -1) : new ByteRange(first, last);
  }

  long length() {
    return last - first + 1;
  }
}
