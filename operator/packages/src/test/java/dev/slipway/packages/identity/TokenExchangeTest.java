package dev.slipway.packages.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.identity.TokenExchange.Refused;
import dev.slipway.packages.identity.TokenExchange.Trusted;
import dev.slipway.packages.identity.jwt.IssuerKeys;
import dev.slipway.packages.trust.Clients;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an issuer with real keys, which is asked over real HTTP. */
final class TokenExchangeTest {

  private static final String AUDIENCE = FakeApiServer.AUDIENCE;
  private static final String SUBJECT = "repo:acme/app:ref:refs/heads/main";

  private static KeyPair rsa;
  private static KeyPair ec;

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();
  private TestIssuer issuer;
  private OwnTokens tokens;
  private TokenExchange exchange;

  @BeforeAll
  static void keys() throws Exception {
    rsa = TestIssuer.rsa();
    ec = TestIssuer.ec();
  }

  @BeforeEach
  void start() throws IOException {
    issuer = new TestIssuer();
    issuer.has(Map.of("one", rsa, "two", ec));
    tokens = OwnTokens.open(folder, AUDIENCE, clock);
    exchange = new TokenExchange(tokens, clock);
    var keys = new IssuerKeys(issuer.url(), Clients.make("", ""), clock);
    exchange.trust(
        List.of(
            new Trusted(
                issuer.url(),
                AUDIENCE,
                Map.of(
                    "sub", "repo:acme/*:ref:refs/heads/main", "repository_visibility", "private"),
                Caller.account("team", "publisher"),
                Duration.ofMinutes(15),
                keys),
            new Trusted(
                issuer.url(),
                "people",
                Map.of("email", "*@acme.example", "email_verified", "true"),
                new Caller("ann", "", List.of("developers")),
                Duration.ofHours(20),
                keys)));
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  private Map<String, Object> claims() {
    var now = clock.instant().getEpochSecond();
    return new HashMap<>(
        Map.of(
            "iss", issuer.url(),
            "aud", AUDIENCE,
            "sub", SUBJECT,
            "repository_visibility", "private",
            "iat", now,
            "nbf", now,
            "exp", now + 300));
  }

  private Map<String, Object> claims(String name, Object value) {
    var claims = claims();
    claims.put(name, value);
    return claims;
  }

  private void refused(String token, String why) {
    assertThatThrownBy(() -> exchange.exchange(token))
        .isInstanceOf(Refused.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "two"})
  void aJobOfATrustedRepositoryBecomesAServiceAccount(String kid) throws Exception {
    var issued = exchange.exchange(issuer.sign(kid, claims()));
    assertThat(issued.token()).startsWith("slp_");
    assertThat(issued.expires()).isEqualTo(clock.instant().plusSeconds(900));
    assertThat(tokens.caller(issued.token())).contains(Caller.account("team", "publisher"));
    clock.pass(Duration.ofSeconds(899));
    assertThat(tokens.caller(issued.token())).isPresent();
    clock.pass(Duration.ofSeconds(1));
    assertThat(tokens.caller(issued.token())).isEmpty();
  }

  @Test
  void theFirstIdentityThatFitsIsTaken() throws Exception {
    var claims = claims("aud", List.of("else", "people"));
    claims.put("email", "ann@acme.example");
    claims.put("email_verified", true);
    var issued = exchange.exchange(issuer.sign("one", claims));
    assertThat(tokens.caller(issued.token()))
        .contains(new Caller("ann", "", List.of("developers")));
    assertThat(issued.expires())
        .as("no life is longer than twelve hours")
        .isEqualTo(clock.instant().plus(Duration.ofHours(12)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iss | https://other.example | is none that the domain trusts",
        "aud | https://packages.slipway.dev/team/other | its aud is",
        "sub | repo:evil/app:ref:refs/heads/main | its sub is \"repo:evil/app",
        "sub | repo:acme/app:ref:refs/heads/main2 | its sub is",
        "sub | repo:acme/app:pull_request | its sub is",
        "repository_visibility | public | its repository_visibility is \"public\"",
      })
  void aTokenThatSaysSomethingElse(String claim, String value, String why) throws Exception {
    refused(issuer.sign("one", claims(claim, value)), why);
  }

  @ParameterizedTest
  @CsvSource({
    // exp and nbf in seconds from now; the clocks may be 60 s apart
    "-59,  0,   ''",
    "-60,  0,   has expired",
    "300,  60,  ''",
    "300,  61,  is not valid before",
    "-600, 0,   has expired",
  })
  void aTokenThatIsNotOfNow(long exp, long nbf, String why) throws Exception {
    var now = clock.instant().getEpochSecond();
    var claims = claims("exp", now + exp);
    claims.put("nbf", now + nbf);
    var token = issuer.sign("one", claims);
    if (why.isEmpty()) {
      assertThat(exchange.exchange(token).token()).isNotEmpty();
    } else {
      refused(token, why);
    }
  }

  @Test
  void aTokenWithoutAnEndOrAClaimIsRefused() throws Exception {
    for (var name : List.of("exp", "sub", "aud", "repository_visibility")) {
      var claims = claims();
      claims.remove(name);
      refused(issuer.sign("one", claims), name);
    }
    refused(issuer.sign("one", claims("exp", "soon")), "has no exp");
  }

  @Test
  void noTokenChoosesHowItIsVerified() throws Exception {
    var none = TestIssuer.part(Map.of("alg", "none")) + "." + TestIssuer.part(claims()) + ".";
    refused(none, "");
    var noneWithKey =
        TestIssuer.part(Map.of("alg", "none", "kid", "one"))
            + "."
            + TestIssuer.part(claims())
            + ".";
    refused(noneWithKey, "the signature is not the issuer's");

    var header = TestIssuer.part(Map.of("alg", "HS256", "kid", "one"));
    var signed = header + "." + TestIssuer.part(claims());
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(rsa.getPublic().getEncoded(), "HmacSHA256"));
    var code =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    refused(signed + "." + code, "the signature is not the issuer's");

    for (var algorithm : List.of("ES256", "RS512", "EdDSA", "")) {
      refused(
          TestIssuer.sign(Map.of("alg", algorithm, "kid", "one"), rsa, claims()),
          "the signature is not the issuer's");
    }
    refused(
        TestIssuer.sign(
            Map.of("alg", "RS256", "kid", "one", "crit", List.of("exp")), rsa, claims()),
        "the signature is not the issuer's");
  }

  @Test
  void aTokenOfAnotherHandIsRefused() throws Exception {
    var foreign = TestIssuer.sign(Map.of("alg", "RS256", "kid", "one"), TestIssuer.rsa(), claims());
    refused(foreign, "the signature is not the issuer's");
    var parts = issuer.sign("one", claims()).split("\\.", -1);
    var changed = TestIssuer.part(claims("sub", "repo:acme/other:ref:refs/heads/main"));
    refused(parts[0] + "." + changed + "." + parts[2], "the signature is not the issuer's");
    for (var text : List.of("", "a.b", "a.b.c", "e30.e30.!", "e30.W10.c2ln", "x".repeat(20_000))) {
      refused(text, "");
    }
  }

  @Test
  void keysThatTheIssuerReplacesAreFoundAndOldOnesForgotten() throws Exception {
    var before = issuer.sign("one", claims());
    exchange.exchange(before);
    var fresh = TestIssuer.rsa();
    issuer.has(Map.of("three", fresh));
    var token = issuer.sign("three", claims());
    refused(token, "has no key \"three\"");
    clock.pass(Duration.ofSeconds(10));
    assertThat(exchange.exchange(token).token()).isNotEmpty();
    refused(before, "has no key \"one\"");
    assertThat(issuer.server.count(TestIssuer.KEYS)).isEqualTo(2);
  }

  @Test
  void unknownKeysDoNotMakeTheIssuerBeAskedAgainAndAgain() throws Exception {
    for (int i = 0; i < 20; i++) {
      refused(TestIssuer.sign(Map.of("alg", "RS256", "kid", "k" + i), rsa, claims()), "has no key");
    }
    assertThat(issuer.server.count(TestIssuer.KEYS)).isEqualTo(1);
  }

  @Test
  void keysAreUsedForADayWhileTheIssuerIsSilent() throws Exception {
    exchange.exchange(issuer.sign("one", claims()));
    issuer.server.fails(ScriptedUpstream.status(500));
    clock.pass(Duration.ofHours(23));
    assertThat(exchange.exchange(issuer.sign("one", claims())).token()).isNotEmpty();
    clock.pass(Duration.ofHours(1));
    var token = issuer.sign("one", claims());
    assertThatThrownBy(() -> exchange.exchange(token))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not say its keys")
        .hasMessageContaining("status 500");
  }

  @Test
  void anIssuerThatCallsItselfOtherwiseIsNotBelieved() throws Exception {
    issuer.server.has(
        TestIssuer.ABOUT,
        "application/json",
        "{\"issuer\": \"https://other.example\", \"jwks_uri\": \"" + issuer.url() + "/keys\"}");
    var token = issuer.sign("one", claims());
    assertThatThrownBy(() -> exchange.exchange(token))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("calls itself");
  }

  @Test
  void whomTheDomainTrustsNoLongerGetsNothing() throws Exception {
    exchange.trust(List.of());
    refused(issuer.sign("one", claims()), "is none that the domain trusts");
  }
}
