package dev.slipway.packages.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.packages.MovingClock;
import dev.slipway.packages.upstream.Receivers;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WebhooksTest {

  @TempDir Path folder;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
  private final CollectorRegistry registry = new CollectorRegistry();
  private ScriptedUpstream receiver;
  private EventLog log;

  @BeforeEach
  void start() throws IOException {
    log = new EventLog(folder.resolve("events"));
    receiver =
        new ScriptedUpstream()
            .on(
                "/hook",
                exchange -> {
                  received.add(
                      new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                  var status = statuses.poll();
                  exchange.sendResponseHeaders(status == null ? 204 : status, -1);
                });
  }

  @AfterEach
  void stop() throws IOException {
    receiver.close();
    log.close();
  }

  private Webhooks webhooks(String more) throws IOException {
    return webhooks(List.of(webhook("s3", more)), WebhookSender.ANYWHERE);
  }

  private Webhook webhook(String secret, String more) {
    var json = "[{\"name\": \"ci\", \"url\": \"%s/hook?key=hidden\", \"secret\": \"%s\"%s}]";
    return Webhook.parse(json.formatted(receiver.url(), secret, more)).getFirst();
  }

  private Webhooks webhooks(List<Webhook> fixed, WebhookSender.Rule rule) throws IOException {
    return new Webhooks(
        fixed,
        log,
        WebhookPlaces.in(folder.resolve("webhooks")),
        new MovingClock(),
        registry,
        attempts -> Duration.ofMillis(attempts),
        rule);
  }

  private void happens(String repository, String id) throws IOException {
    var event = JsonNodeFactory.instance.objectNode().put("version", "0").put("id", id);
    event.putObject(EventDocument.DETAIL).put("repositoryName", repository);
    log.add(List.of(event), false);
    log.settle();
  }

  /** The identity of the next event that comes. */
  private String next() throws Exception {
    var body = received.poll(30, TimeUnit.SECONDS);
    return body == null ? null : new ObjectMapper().readTree(body).at("/id").asText();
  }

  private double count(String result) {
    var value =
        registry.getSampleValue(
            "slipway_packages_webhooks_total",
            new String[] {"webhook", "result"},
            new String[] {"ci", result});
    return value == null ? 0 : value;
  }

  @Test
  void eventsArePostedInOrderAndSigned() throws Exception {
    try (var _ = webhooks("")) {
      happens("libs", "a");
      happens("libs", "b");
      var body = received.poll(30, TimeUnit.SECONDS);
      assertThat(body).contains("\"id\":\"a\"");
      assertThat(next()).isEqualTo("b");
      var request = receiver.requests().getFirst();
      assertThat(request.header("X-Slipway-Signature-256"))
          .isEqualTo(Signature.of("s3", 1767225600, body));
      assertThat(request.header("X-Slipway-Timestamp")).isEqualTo("1767225600");
      assertThat(request.header("Content-Type")).isEqualTo("application/json");
    }
  }

  @Test
  void theSignatureIsThatOfOtherPrograms() {
    // printf '%s' '1.{}' | openssl dgst -sha256 -hmac key
    assertThat(Signature.of("key", 1, "{}"))
        .isEqualTo("sha256=1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224");
  }

  @Test
  void anEventIsTriedUntilItIsTakenAndKeepsItsPlace() throws Exception {
    statuses.addAll(List.of(500, 503, 429, 404));
    try (var _ = webhooks("")) {
      happens("libs", "a");
      happens("libs", "b");
      for (int i = 0; i < 5; i++) {
        assertThat(next()).isEqualTo("a");
      }
      assertThat(next()).isEqualTo("b");
      assertThat(count("failed")).isEqualTo(4);
    }
  }

  @Test
  void anEventThatTheReceiverCannotUseIsGivenUp() throws Exception {
    statuses.add(422);
    try (var _ = webhooks("")) {
      happens("libs", "a");
      happens("libs", "b");
      assertThat(next()).isEqualTo("a");
      assertThat(next()).isEqualTo("b");
      assertThat(count("gave up")).isEqualTo(1);
    }
  }

  @Test
  void whatHappensWhileNobodyIsThereIsToldAfterARestart() throws Exception {
    happens("libs", "before anybody asked");
    try (var _ = webhooks("")) {
      happens("libs", "a");
      assertThat(next()).isEqualTo("a");
      happens("libs", "b");
      assertThat(next()).isEqualTo("b");
    }
    received.clear();
    happens("libs", "c");
    try (var _ = webhooksAgain()) {
      var first = next();
      assertThat(first).isIn("b", "c");
      if (first.equals("b")) {
        assertThat(next()).isEqualTo("c");
      }
    }
  }

  private Webhooks webhooksAgain() throws IOException {
    registry.clear();
    return webhooks("");
  }

  @Test
  void onlyWhatIsWantedIsTold() throws Exception {
    try (var _ = webhooks(", \"repositories\": [\"prod\"]")) {
      happens("libs", "a");
      happens("prod", "b");
      assertThat(next()).isEqualTo("b");
    }
  }

  @Test
  void whatADomainSaysOfItsWebhooksCountsFromTheNextAttempt() throws Exception {
    statuses.addAll(List.of(500, 500, 500));
    try (var webhooks = webhooks(List.of(), WebhookSender.ANYWHERE)) {
      webhooks.set(List.of(webhook("old", "")), Set.of("ci"));
      happens("libs", "a");
      assertThat(next()).isEqualTo("a");
      webhooks.set(List.of(webhook("new", "")), Set.of("ci"));
      for (int i = 0; i < 3; i++) {
        assertThat(next()).isEqualTo("a");
      }
      happens("libs", "b");
      var body = received.poll(30, TimeUnit.SECONDS);
      assertThat(receiver.requests().getLast().header("X-Slipway-Signature-256"))
          .isEqualTo(Signature.of("new", 1767225600, body));
    }
  }

  @Test
  void aWebhookThatCannotBeToldForATimeKeepsItsPlaceAndOneThatIsGoneLosesIt() throws Exception {
    try (var webhooks = webhooks(List.of(), WebhookSender.ANYWHERE)) {
      webhooks.set(List.of(webhook("s3", "")), Set.of("ci"));
      happens("libs", "a");
      assertThat(next()).isEqualTo("a");
      await().until(() -> Files.readString(folder.resolve("webhooks/ci")).equals("1"));
      webhooks.set(List.of(), Set.of("ci"));
      happens("libs", "b");
      webhooks.set(List.of(webhook("s3", "")), Set.of("ci"));
      assertThat(next()).isEqualTo("b");
      webhooks.set(List.of(), Set.of());
      happens("libs", "c");
      webhooks.set(List.of(webhook("s3", "")), Set.of("ci"));
      happens("libs", "d");
      assertThat(next()).isEqualTo("d");
    }
  }

  @Test
  void aDomainLeadsNobodyToTheServerItselfOrToMetadata() throws Exception {
    WebhookSender.Rule rule = at -> Receivers.problem(at, InetAddress::getAllByName);
    try (var webhooks = webhooks(List.of(), rule)) {
      webhooks.set(List.of(webhook("s3", "")), Set.of("ci"));
      happens("libs", "a");
      await().until(() -> count("failed") > 2);
      assertThat(receiver.requests()).isEmpty();
    }
    assertThat(
            new WebhookSender(new MovingClock(), rule)
                .send(
                    Webhook.parse(
                            "[{\"name\": \"ci\", \"url\": \"http://169.254.169.254/x\","
                                + " \"secret\": \"s\"}]")
                        .getFirst(),
                    "{}"))
        .isEqualTo(
            "nothing is sent: its host is at 169.254.169.254, which is link-local, and of clouds'"
                + " metadata");
  }

  @Test
  void neitherSecretNorPathIsShown() {
    assertThat(webhook("s3", "").toString())
        .isEqualTo("ci at " + receiver.url())
        .doesNotContain("s3", "hidden");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "9, 256", "10, 300", "100, 300"})
  void attemptsAreFurtherAndFurtherApart(int attempts, long seconds) {
    assertThat(Webhooks.delay(attempts)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|cannot be read",
        "[{\"name\": \"A/b\", \"url\": \"http://h/\", \"secret\": \"s\"}]|name of a webhook: A/b",
        "[{\"name\": \"ci\", \"url\": \"file:///etc\", \"secret\": \"s\"}]|http or https",
        "[{\"name\": \"ci\", \"url\": \"http://h/\"}]|needs a secret",
        "[{\"name\": \"ci\", \"url\": \"http://h/\", \"secret\": \"s\", \"x\": 1}]|x",
      })
  void settingsThatCannotBeUsedAreRefused(String json, String message) {
    assertThatThrownBy(() -> Webhook.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
