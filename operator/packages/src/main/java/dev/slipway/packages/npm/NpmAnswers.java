package dev.slipway.packages.npm;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.http.Exchange;
import java.io.IOException;
import java.util.Map;

/** Answers as npm reads them: what is wrong stands in the field {@code error}. */
final class NpmAnswers {

  private static final ObjectMapper JSON = new ObjectMapper();

  private NpmAnswers() {}

  static void error(Exchange exchange, int status, String message) throws IOException {
    exchange.set("Cache-Control", "no-store");
    exchange.json(status, JSON.writeValueAsBytes(Map.of("error", message)));
  }

  static void ok(Exchange exchange, int status) throws IOException {
    exchange.json(status, JSON.writeValueAsBytes(Map.of("ok", true)));
  }

  static void json(Exchange exchange, Object value) throws IOException {
    exchange.json(200, JSON.writeValueAsBytes(value));
  }
}
