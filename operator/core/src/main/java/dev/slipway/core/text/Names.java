package dev.slipway.core.text;

import java.util.Locale;

/** Deterministic names of children. */
public final class Names {

  /** A label value, and the name of a pod's Service or Job, has at most 63 characters. */
  private static final int LONGEST = 63;

  private Names() {}

  /**
   * Joins parts by hyphens into a DNS label of at most 63 characters. What DNS does not allow
   * becomes a hyphen; a name that was cut or changed ends in a hash of the parts. Parts that hold
   * hyphens themselves can give the same name as others: the caller keeps them apart.
   */
  public static String of(String... parts) {
    var joined = String.join("-", parts);
    var clean =
        joined.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    if (clean.equals(joined) && clean.length() <= LONGEST) {
      return clean;
    }
    var hash = Hashes.hex(String.join("\0", parts), 8);
    int room = LONGEST - 1 - hash.length();
    var head = clean.length() > room ? clean.substring(0, room).replaceAll("-+$", "") : clean;
    return head.isEmpty() ? "x-" + hash : head + "-" + hash;
  }
}
