package dev.slipway.packages.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.packages.MovingClock;
import dev.slipway.packages.ScriptedCluster;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.prometheus.client.CollectorRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks and what they name, as an API server over real HTTP has them. */
final class WebhookWatchTest {

  @TempDir Path folder;
  private final BlockingQueue<String> signatures = new LinkedBlockingQueue<>();
  private final CollectorRegistry registry = new CollectorRegistry();
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private ScriptedCluster cluster;
  private EventLog log;
  private Webhooks webhooks;
  private WebhookWatch watch;

  @BeforeEach
  void start() throws IOException {
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    cluster = new ScriptedCluster();
    cluster
        .server()
        .on(
            "/hook",
            exchange -> {
              var body =
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
              var signed = exchange.getRequestHeaders().getFirst("X-Slipway-Signature-256");
              for (var key : List.of("first-key", "second-key")) {
                if (Signature.of(key, 1767225600, body).equals(signed)) {
                  signatures.add(key);
                }
              }
              exchange.sendResponseHeaders(204, -1);
            });
    log = new EventLog(folder.resolve("events"));
    webhooks =
        new Webhooks(
            List.of(),
            log,
            WebhookPlaces.in(folder.resolve("webhooks")),
            new MovingClock(),
            registry,
            attempts -> Duration.ofMillis(attempts),
            WebhookSender.ANYWHERE);
    watch = new WebhookWatch(cluster.client(), "n", webhooks);
  }

  @AfterEach
  void stop() throws IOException {
    webhooks.close();
    log.close();
    cluster.close();
    System.setErr(before);
  }

  private Domain domain(String more) {
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: Domain
        metadata: {name: default, namespace: n, generation: 1}
        spec: {webhooks: [{name: ci, url: '%s/hook', secretRef: {name: hook}%s}]}
        """
            .formatted(cluster.server().url(), more),
        Domain.class);
  }

  /** Which key the event was signed with that is told of now. */
  private String told(String repository) throws Exception {
    happens(repository);
    return next();
  }

  private String next() throws InterruptedException {
    return signatures.poll(30, TimeUnit.SECONDS);
  }

  private void happens(String repository) throws IOException {
    var event = JsonNodeFactory.instance.objectNode().put("id", repository);
    event.putObject(EventDocument.DETAIL).put("repositoryName", repository);
    log.add(List.of(event), false);
    log.settle();
  }

  private double unusable() {
    var value =
        registry.getSampleValue(
            "slipway_packages_webhooks_total",
            new String[] {"webhook", "result"},
            new String[] {"ci", "unusable"});
    return value == null ? 0 : value;
  }

  @Test
  void aSecretThatComesAndChangesCountsWithoutARestart() throws Exception {
    watch.onAdd(domain(""));
    assertThat(unusable()).isEqualTo(1);
    cluster.secret("hook", Map.of("other", "first-key"));
    watch.refresh(false);
    assertThat(unusable()).as("counted once a minute").isEqualTo(1);
    cluster.secret("hook", Map.of("secret", "first-key\n"));
    watch.refresh(false);
    assertThat(told("libs")).isEqualTo("first-key");
    cluster.secret("hook", Map.of("secret", "second-key"));
    watch.refresh(true);
    assertThat(told("libs")).isEqualTo("second-key");
    cluster.noSecret("hook");
    watch.refresh(true);
    assertThat(told("libs")).as("as before").isEqualTo("second-key");
    assertThat(unusable()).isEqualTo(2);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("webhook ci: secretRef: there is no Secret hook with a key secret; create it")
        .doesNotContain("first-key", "second-key", "/hook?");
  }

  @Test
  void aWebhookThatChangesIsNotToldWithWhatTheOldOneNamed() throws Exception {
    cluster.secret("hook", Map.of("secret", "first-key"));
    watch.onAdd(domain(""));
    assertThat(told("libs")).isEqualTo("first-key");
    cluster.noSecret("hook");
    watch.onAdd(domain(", repositories: [libs]"));
    happens("libs");
    cluster.secret("hook", Map.of("secret", "second-key"));
    watch.refresh(false);
    assertThat(next()).isEqualTo("second-key");
    watch.onDelete(domain(""), false);
    assertThat(folder.resolve("webhooks/ci")).doesNotExist();
    assertThat(signatures).isEmpty();
  }

  @Test
  void certificatesThatAreNotThereAreTold() throws Exception {
    cluster.secret("hook", Map.of("secret", "first-key"));
    watch.onAdd(domain(", caRef: {name: ca, key: k}"));
    assertThat(unusable()).isEqualTo(1);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("webhook ci: caRef: there is no key k in a ConfigMap ca");
  }
}
