package dev.slipway.controller.build;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.slipway.core.build.BuildOrder;
import dev.slipway.core.build.BuildReport;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes {@code PUT /v1/builds/NAMESPACE/NAME} from runners. The token must have the report audience
 * and be bound to the pod of that very build. A replica that does not lead names the one that does.
 */
public final class BuildReportHandler implements HttpHandler {

  public static final String PATH = "/v1/builds/";

  private static final Logger LOG = LoggerFactory.getLogger(BuildReportHandler.class);
  private static final int LARGEST = 1 << 20;
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 10_000;
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
  private static final String ACCOUNT = "system:serviceaccount:";

  /** Pod that a token is bound to, until when we believe it. */
  private record Verified(String namespace, String pod, Instant until) {}

  private final KubernetesClient client;
  private final BuildReports reports;
  private final InstantSource clock;
  private final BooleanSupplier leads;
  private final Supplier<Optional<String>> leader;
  private final ObjectMapper json = new ObjectMapper();
  private final ConcurrentMap<String, Verified> verified = new ConcurrentHashMap<>();

  public BuildReportHandler(
      KubernetesClient client,
      BuildReports reports,
      InstantSource clock,
      BooleanSupplier leads,
      Supplier<Optional<String>> leader) {
    this.client = client;
    this.reports = reports;
    this.clock = clock;
    this.leads = leads;
    this.leader = leader;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var parts = exchange.getRequestURI().getPath().substring(PATH.length()).split("/", -1);
      if (!"PUT".equals(exchange.getRequestMethod()) || parts.length != 2) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      if (!leads.getAsBoolean()) {
        elsewhere(exchange);
        return;
      }
      var body = exchange.getRequestBody().readNBytes(LARGEST + 1);
      if (body.length > LARGEST) {
        exchange.sendResponseHeaders(413, -1);
        return;
      }
      var pod = pod(exchange);
      if (pod.isEmpty()) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      var expected = dev.slipway.core.text.Names.of(parts[1], "build");
      if (!pod.get().namespace().equals(parts[0]) || !pod.get().pod().equals(expected)) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      var report = json.readValue(body, BuildReport.class);
      var answer =
          json.writeValueAsBytes(reports.put(new BuildReports.Key(parts[0], parts[1]), report));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      LOG.warn("a report cannot be read: {}", e.getOriginalMessage());
      exchange.sendResponseHeaders(400, -1);
    }
  }

  private void elsewhere(HttpExchange exchange) throws IOException {
    var address = leader.get();
    if (address.isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", "2");
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .set("Location", "http://" + address.get() + exchange.getRequestURI().getPath());
    exchange.sendResponseHeaders(307, -1);
  }

  private Optional<Verified> pod(HttpExchange exchange) {
    var header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null || !header.startsWith("Bearer ")) {
      return Optional.empty();
    }
    var token = header.substring("Bearer ".length());
    var known = verified.get(token);
    if (known != null && clock.instant().isBefore(known.until())) {
      return Optional.of(known);
    }
    var found = review(token);
    if (verified.size() > MOST_REMEMBERED) {
      verified.clear();
    }
    found.ifPresent(v -> verified.put(token, v));
    return found;
  }

  private Optional<Verified> review(String token) {
    try {
      var review =
          client
              .resource(
                  new TokenReviewBuilder()
                      .withNewSpec()
                      .withToken(token)
                      .withAudiences(BuildOrder.REPORT_AUDIENCE)
                      .endSpec()
                      .build())
              .create();
      var status = review.getStatus();
      if (!Boolean.TRUE.equals(status.getAuthenticated())
          || !status.getUser().getUsername().startsWith(ACCOUNT)) {
        return Optional.empty();
      }
      var namespace = status.getUser().getUsername().split(":", -1)[2];
      return Optional.ofNullable(status.getUser().getExtra())
          .map(e -> e.get(POD_NAME))
          .filter(List.class::isInstance)
          .map(List::getFirst)
          .map(pod -> new Verified(namespace, pod, clock.instant().plus(REMEMBERED)));
    } catch (KubernetesClientException e) {
      LOG.warn("a report's token cannot be checked: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
