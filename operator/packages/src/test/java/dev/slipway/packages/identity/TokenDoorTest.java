package dev.slipway.packages.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.MovingClock;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.identity.TokenExchange.Trusted;
import dev.slipway.packages.identity.jwt.IssuerKeys;
import dev.slipway.packages.trust.Clients;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job of another system does: it exchanges its token, uses the new one, and ends it. */
final class TokenDoorTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();
  private final HttpClient client = HttpClient.newHttpClient();
  private FakeApiServer api;
  private TestIssuer issuer;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    api = new FakeApiServer();
    issuer = new TestIssuer();
    issuer.has(Map.of("one", TestIssuer.rsa()));
    var tokens = OwnTokens.open(folder.resolve("identity"), FakeApiServer.AUDIENCE, clock);
    var identity =
        new Identity(
            api.client(),
            "team",
            "default",
            FakeApiServer.AUDIENCE,
            tokens,
            clock,
            new CollectorRegistry());
    var exchange = new TokenExchange(tokens, clock);
    exchange.trust(
        List.of(
            new Trusted(
                issuer.url(),
                FakeApiServer.AUDIENCE,
                Map.of("sub", "job-*"),
                Caller.account("team", "ci"),
                Duration.ofHours(1),
                new IssuerKeys(issuer.url(), Clients.make("", ""), clock))));
    server =
        new TestServer(
            folder.resolve("store"),
            identity,
            Map.of("token", new TokenDoor(exchange, tokens, identity, clock)));
    server.hosted("libs");
  }

  @AfterEach
  void stop() {
    server.close();
    issuer.close();
    api.close();
  }

  private String token(String subject) throws Exception {
    var now = clock.instant().getEpochSecond();
    return issuer.sign(
        "one",
        Map.of(
            "iss", issuer.url(), "aud", FakeApiServer.AUDIENCE, "sub", subject, "exp", now + 60));
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  @Test
  void fromAnotherSystemsTokenToAPackageAndBack() throws Exception {
    var answer = send("POST", "/token", token("job-1"), "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(json(answer).path("token_type").asText()).isEqualTo("Bearer");
    assertThat(json(answer).path("expires_in").asInt()).isEqualTo(3600);
    var mine = json(answer).path("access_token").asText();

    var path = "/repositories/libs/generic/acme/demo/1/file";
    assertThat(send("PUT", path, mine, "x").statusCode()).isEqualTo(403);
    api.allowed.add("system:serviceaccount:team:ci update");
    clock.pass(Duration.ofSeconds(10));
    assertThat(send("PUT", path, mine, "x").statusCode()).isLessThan(300);
    assertThat(send("GET", path, mine, "").body()).isEqualTo("x");

    assertThat(send("DELETE", "/token", mine, "").statusCode()).isEqualTo(204);
    assertThat(send("GET", path, mine, "").statusCode()).isEqualTo(401);
    assertThat(send("DELETE", "/token", mine, "").statusCode()).isEqualTo(401);
  }

  @Test
  void theTokenMayStandInAFormOrAnObject() throws Exception {
    var form =
        "grant_type="
            + URLEncoder.encode(
                "urn:ietf:params:oauth:grant-type:token-exchange", StandardCharsets.UTF_8)
            + "&subject_token="
            + token("job-1");
    assertThat(send("POST", "/token", null, form).statusCode()).isEqualTo(200);
    var object = JSON.writeValueAsString(Map.of("token", token("job-1")));
    assertThat(send("POST", "/token", null, object).statusCode()).isEqualTo(200);
    assertThat(send("POST", "/token", null, "").statusCode()).isEqualTo(400);
    assertThat(send("POST", "/token", null, "{not json").statusCode()).isEqualTo(400);
  }

  @Test
  void whoIsRefusedHearsWhy() throws Exception {
    var refused = send("POST", "/token", token("else"), "");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).path("error").asText()).isEqualTo("invalid_grant");
    assertThat(json(refused).path("error_description").asText())
        .contains("its sub is \"else\", not job-*");
  }

  @Test
  void anotherOnesTokenIsEndedByWhoMay() throws Exception {
    var answer = json(send("POST", "/token", token("job-1"), ""));
    var mine = answer.path("access_token").asText();
    var path = "/token/" + answer.path("jti").asText();
    assertThat(send("DELETE", path, null, "").statusCode()).isEqualTo(401);
    assertThat(send("DELETE", path, mine, "").statusCode()).isEqualTo(403);
    api.tokens.add("ops/admin.1");
    api.allowed.add("system:serviceaccount:ops:admin delete");
    assertThat(send("DELETE", path, "ops/admin.1", "").statusCode()).isEqualTo(204);
    assertThat(send("GET", "/repositories/libs/generic/", mine, "").statusCode()).isEqualTo(401);
  }

  @Test
  void withoutAnApiServerWritesWaitAndAnonymousReadsDoNot() throws Exception {
    server.open("public");
    api.tokens.add("team/build.1");
    api.down = true;
    var write = send("PUT", "/repositories/libs/generic/a/b/1/x", "team/build.1", "x");
    assertThat(write.statusCode()).isEqualTo(503);
    assertThat(write.headers().firstValue("Retry-After")).isPresent();
    assertThat(send("GET", "/repositories/public/generic/", "team/build.1", "").statusCode())
        .isEqualTo(200);
    assertThat(send("GET", "/store/blobs/sha256:0", "team/build.1", "").statusCode())
        .isEqualTo(503);
  }
}
