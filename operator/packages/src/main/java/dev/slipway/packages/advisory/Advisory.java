package dev.slipway.packages.advisory;

import dev.slipway.packages.store.Hashing;
import java.util.List;

/**
 * What clients are told of a weakness. Immutable; it keeps no more than that, for there are many.
 *
 * @param id of the database, such as GHSA-35jh-r3h4-6jhm
 * @param aliases its ids in other databases
 * @param url where people read more; empty for this server's own page
 * @param vector CVSS 3 or 4; empty when there is none
 * @param score 0.0 to 10.0; 0 without a vector
 * @param cwes such as CWE-79
 */
public record Advisory(
    String id,
    List<String> aliases,
    String title,
    String url,
    Severity severity,
    String vector,
    double score,
    List<String> cwes) {

  private static final int DIGITS = 12;
  private static final int HEX = 16;

  public Advisory {
    aliases = List.copyOf(aliases);
    cwes = List.copyOf(cwes);
  }

  /** A number that stands for the advisory and one package, for clients that want numbers. */
  public long number(String name) {
    return Long.parseLong(Hashing.sha256(id + "\0" + name).substring(0, DIGITS), HEX);
  }

  /**
   * Where people read more.
   *
   * @param base this server's address, without a slash at the end
   */
  public String url(String base) {
    return url.isEmpty() ? base + "/advisories/entries/" + id : url;
  }
}
