package dev.slipway.packages.identity;

import dev.slipway.packages.http.Exchange;
import java.io.IOException;
import java.util.Optional;

/** Says no to who is not known, and to who may not do what they ask. */
public final class Admission {

  private Admission() {}

  /** What a caller has to fulfil. */
  public interface Rule {
    boolean allows(Caller caller);
  }

  /** How a no is said. */
  public interface Answer {
    void give(Exchange exchange, int status, String message) throws IOException;
  }

  /**
   * Whether the caller may go on; the answer is given when not.
   *
   * @param caller empty for nobody that is known
   */
  public static boolean admitted(
      Optional<Caller> caller, Exchange exchange, Answer answer, Rule rule) throws IOException {
    if (caller.isEmpty()) {
      exchange.set("WWW-Authenticate", "Basic realm=\"slipway\", Bearer");
      answer.give(exchange, 401, "a ServiceAccount token of this domain's audience is needed");
      return false;
    }
    if (!rule.allows(caller.get())) {
      answer.give(exchange, 403, caller.get().user() + " may not do this");
      return false;
    }
    return true;
  }
}
