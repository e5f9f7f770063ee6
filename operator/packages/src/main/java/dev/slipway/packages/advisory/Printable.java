package dev.slipway.packages.advisory;

/** Texts of strangers that end up in terminals and logs. */
final class Printable {

  private Printable() {}

  /** The text on one line, without control characters, and not longer than so many characters. */
  static String text(String text, int most) {
    var clean = new StringBuilder();
    text.codePoints()
        .limit(most + 1L)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .forEach(clean::appendCodePoint);
    return clean.length() <= most ? clean.toString().strip() : clean.substring(0, most - 1) + "…";
  }
}
