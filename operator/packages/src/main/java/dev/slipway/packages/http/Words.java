package dev.slipway.packages.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpStatus;

/** The body of an answer in words. Source: RFC 9457. */
record Words(String type, String text) {

  private static final String PROBLEM = "application/problem+json";
  private static final int FIRST_REFUSAL = 400;

  /**
   * A sentence, or a document that says it.
   *
   * @param accept what the client takes; may be null
   */
  static Words of(int status, String text, String accept) {
    if (status >= FIRST_REFUSAL && accept != null && accept.contains(PROBLEM)) {
      return problem(status, text);
    }
    return new Words("text/plain; charset=utf-8", text + "\n");
  }

  /** A document. */
  static Words problem(int status, String text) {
    var document = JsonNodeFactory.instance.objectNode();
    document.put("type", "about:blank");
    document.put("title", HttpStatus.getMessage(status));
    document.put("status", status);
    document.put("detail", text);
    return new Words(PROBLEM, document.toString());
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
