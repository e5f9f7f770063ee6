package dev.slipway.packages.maven;

import dev.slipway.packages.http.Exchange;
import java.io.IOException;
import java.util.Set;

/**
 * Refusals as Maven shows them to people: newer ones the detail of a problem document, older ones
 * the words after the status. Source: Maven resolver, RFC 9457.
 */
final class MavenAnswers {

  /** With these Maven goes on: it sends its token, or asks the next repository. */
  private static final Set<Integer> USUAL = Set.of(401, 404);

  private MavenAnswers() {}

  static void refuse(Exchange exchange, int status, String message) throws IOException {
    if (USUAL.contains(status)) {
      exchange.answer(status, message);
    } else {
      exchange.problem(status, message);
    }
  }
}
