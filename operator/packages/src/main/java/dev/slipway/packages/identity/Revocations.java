package dev.slipway.packages.identity;

import java.io.IOException;
import java.time.Instant;
import java.util.regex.Pattern;

/** Tokens that are void before their time, by their jti. Thread-safe. */
interface Revocations {

  /** A jti, and the second since 1970 until which it counts. */
  Pattern LINE = Pattern.compile("([A-Za-z0-9_-]{1,64}) (\\d{1,12})");

  /**
   * Whether a token is void.
   *
   * @throws Unanswered when nobody can say now
   */
  boolean contains(String id);

  /**
   * Makes a token void; on return that lasts.
   *
   * @param until when the token's life is over anyway
   * @throws IllegalArgumentException when it can be no jti
   */
  void add(String id, Instant until) throws IOException;

  /** Refuses what can be no jti. */
  static void check(String id) {
    if (!LINE.matcher(id + " 1").matches()) {
      throw new IllegalArgumentException("no jti: letters, digits, - and _ make one");
    }
  }

  static String line(String id, Instant until) {
    return id + " " + until.getEpochSecond() + "\n";
  }
}
