package dev.slipway.runner.shell;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The inside of {@code $'…'} as bash writes it. */
final class Escapes {

  private static final Pattern OCTAL = Pattern.compile("[0-7]{1,3}");
  private static final Pattern HEX = Pattern.compile("x([0-9A-Fa-f]{1,2})");
  private static final Pattern UNICODE = Pattern.compile("u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})");
  private static final String NAMES = "abeEfnrtv\\'\"?";
  private static final String VALUES = "\u0007\b\u001b\u001b\f\n\r\t\u000b\\'\"?";

  private Escapes() {}

  /** Reads from after the opening quote; returns the index after the closing one. */
  static int read(String text, int start, StringBuilder out) {
    int at = start;
    Matcher octal = OCTAL.matcher(text);
    Matcher hex = HEX.matcher(text);
    Matcher unicode = UNICODE.matcher(text);
    while (text.charAt(at) != '\'') {
      if (text.charAt(at) != '\\') {
        out.append(text.charAt(at));
        at++;
        continue;
      }
      at++;
      if (octal.region(at, text.length()).lookingAt()) {
        out.append((char) (Integer.parseInt(octal.group(), 8) & 0xff));
        at = octal.end();
      } else if (hex.region(at, text.length()).lookingAt()) {
        out.append((char) Integer.parseInt(hex.group(1), 16));
        at = hex.end();
      } else if (unicode.region(at, text.length()).lookingAt()) {
        var digits = unicode.group(1) == null ? unicode.group(2) : unicode.group(1);
        out.append(bytes(Character.toString(Integer.parseInt(digits, 16))));
        at = unicode.end();
      } else if (text.charAt(at) == 'c') {
        out.append((char) (text.charAt(at + 1) & 31));
        at += 2;
      } else {
        int known = NAMES.indexOf(text.charAt(at));
        if (known >= 0) {
          out.append(VALUES.charAt(known));
        } else {
          out.append('\\').append(text.charAt(at));
        }
        at++;
      }
    }
    return at + 1;
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
