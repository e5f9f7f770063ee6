package dev.slipway.packages.event;

import dev.slipway.packages.trust.Clients;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Posts events to one webhook, signed. It follows no redirects. Used by one thread. */
final class WebhookSender implements Closeable {

  private static final Set<Integer> REFUSALS = Set.of(400, 410, 413, 415, 422);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** Begins what says that the receiver will never take an event. */
  static final String REFUSED = "refused";

  /** Says why nothing is sent to an address; empty when it may be. */
  interface Rule {
    Optional<String> problem(URI at) throws IOException;
  }

  /** No rule. */
  static final Rule ANYWHERE = _ -> Optional.empty();

  private final InstantSource clock;
  private final Rule rule;
  private String certificates;
  private HttpClient client;

  WebhookSender(InstantSource clock, Rule rule) {
    this.clock = clock;
    this.rule = rule;
  }

  /** What went wrong; empty for nothing. */
  String send(Webhook webhook, String event) throws InterruptedException {
    try {
      var problem = rule.problem(webhook.url());
      if (problem.isPresent()) {
        return "nothing is sent: " + problem.get();
      }
      int status =
          client(webhook)
              .send(request(webhook, event), HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (status / 100 == 2) {
        return "";
      }
      // A receiver that is too busy may take it later; one that cannot use it never will.
      return (REFUSALS.contains(status) ? REFUSED + " with status " : "status ") + status;
    } catch (UnknownHostException e) {
      return "no answer: there is no host " + webhook.url().getHost();
    } catch (IOException e) {
      return "no answer: " + e.getMessage();
    }
  }

  private HttpRequest request(Webhook webhook, String event) {
    long time = clock.instant().getEpochSecond();
    return HttpRequest.newBuilder(webhook.url())
        .timeout(ANSWER)
        .header("Content-Type", "application/json")
        .header("X-Slipway-Timestamp", Long.toString(time))
        .header("X-Slipway-Signature-256", Signature.of(webhook.secret(), time, event))
        .POST(HttpRequest.BodyPublishers.ofString(event))
        .build();
  }

  private HttpClient client(Webhook webhook) throws IOException {
    if (!webhook.certificates().equals(certificates)) {
      close();
      client = Clients.make(webhook.certificates(), "");
      certificates = webhook.certificates();
    }
    return client;
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdownNow();
    }
  }
}
