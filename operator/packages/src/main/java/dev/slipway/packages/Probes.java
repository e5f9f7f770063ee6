package dev.slipway.packages;

import dev.slipway.packages.http.Door;
import dev.slipway.packages.http.Exchange;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What the cluster asks: whether the server lives, whether it is ready, and how it does. */
final class Probes {

  private Probes() {}

  static Map<String, Door> doors(CollectorRegistry registry, BooleanSupplier ready) {
    return Map.of(
        "healthz",
        probe(exchange -> exchange.answer(200, "ok")),
        "readyz",
        probe(
            exchange ->
                exchange.answer(ready.getAsBoolean() ? 200 : 503, "" + ready.getAsBoolean())),
        "metrics",
        probe(exchange -> metrics(registry, exchange)));
  }

  private interface Answer {
    void give(Exchange exchange) throws IOException;
  }

  /** Counted as one kind, so that the kinds of packages stand out. */
  private static Door probe(Answer answer) {
    return (_, exchange) -> {
      exchange.countAs("probe");
      answer.give(exchange);
    };
  }

  private static void metrics(CollectorRegistry registry, Exchange exchange) throws IOException {
    exchange.set("Content-Type", TextFormat.CONTENT_TYPE_004);
    try (var out = new OutputStreamWriter(exchange.begin(200, -1), StandardCharsets.UTF_8)) {
      TextFormat.write004(out, registry.metricFamilySamples());
    }
  }
}
