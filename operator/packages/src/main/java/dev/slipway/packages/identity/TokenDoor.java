package dev.slipway.packages.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.http.Door;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.RequestPath;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /token} exchanges the token of the Authorization header, of a form's {@code
 * subject_token} or of a JSON object's {@code token}; {@code DELETE /token} makes the token of the
 * header void, {@code DELETE /token/JTI} another one. Source: RFC 8693 section 2; RFC 7009.
 */
public final class TokenDoor implements Door {

  private static final int LONGEST = 64 << 10;
  private static final String KIND = "urn:ietf:params:oauth:token-type:access_token";

  private final TokenExchange exchange;
  private final OwnTokens tokens;
  private final Access access;
  private final InstantSource clock;
  private final ObjectMapper json = new ObjectMapper();

  public TokenDoor(TokenExchange exchange, OwnTokens tokens, Access access, InstantSource clock) {
    this.exchange = exchange;
    this.tokens = tokens;
    this.access = access;
    this.clock = clock;
  }

  @Override
  public void answer(RequestPath path, Exchange request) throws IOException, InterruptedException {
    var words = path.segments();
    var header = request.header("Authorization");
    if (words.size() == 1 && "POST".equals(request.method())) {
      give(request, header);
    } else if (words.size() == 1 && "DELETE".equals(request.method())) {
      var token = Credentials.token(header);
      boolean done = token.isPresent() && tokens.revoke(token.get());
      if (done) {
        request.answer(204);
      } else {
        request.answer(401, "send the token that is to be void, one that POST /token has given");
      }
    } else if (words.size() == 2 && "DELETE".equals(request.method())) {
      revoke(words.get(1), header, request);
    } else {
      request.answer(404, "write POST /token, DELETE /token or DELETE /token/JTI");
    }
  }

  private void give(Exchange request, String header) throws IOException, InterruptedException {
    var token = subject(request).or(() -> Credentials.token(header));
    if (token.isEmpty()) {
      error(request, 400, "invalid_request", "send an OpenID Connect token as subject_token");
      return;
    }
    OwnTokens.Issued issued;
    try {
      issued = exchange.exchange(token.get());
    } catch (TokenExchange.Refused e) {
      error(request, 403, "invalid_grant", e.getMessage());
      return;
    } catch (IOException e) {
      request.set("Retry-After", "10");
      error(request, 503, "temporarily_unavailable", e.getMessage());
      return;
    }
    request.set("Cache-Control", "no-store");
    request.json(
        200,
        json.writeValueAsBytes(
            Map.of(
                "access_token", issued.token(),
                "issued_token_type", KIND,
                "token_type", "Bearer",
                "expires_in", Duration.between(clock.instant(), issued.expires()).toSeconds(),
                "jti", issued.id())));
  }

  /** The token in the body. */
  private Optional<String> subject(Exchange request) throws IOException {
    var bytes = request.body().readNBytes(LONGEST);
    var text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (text.startsWith("{")) {
      try {
        var token = json.readTree(text).path("token").asText("");
        return token.isEmpty() ? Optional.empty() : Optional.of(token);
      } catch (JsonProcessingException e) {
        return Optional.empty();
      }
    }
    return Arrays.stream(text.split("&", -1))
        .filter(f -> f.startsWith("subject_token="))
        .map(f -> f.substring(f.indexOf('=') + 1))
        .map(v -> URLDecoder.decode(v, StandardCharsets.UTF_8))
        .findFirst();
  }

  private void error(Exchange request, int status, String code, String message) throws IOException {
    request.set("Cache-Control", "no-store");
    request.json(
        status, json.writeValueAsBytes(Map.of("error", code, "error_description", message)));
  }

  private void revoke(String id, String header, Exchange request) throws IOException {
    var caller = access.caller(header);
    if (caller.isEmpty()) {
      request.set("WWW-Authenticate", "Basic realm=\"slipway\", Bearer");
      request.answer(401, "a ServiceAccount token of this domain's audience is needed");
    } else if (!access.mayRevoke(caller.get())) {
      request.answer(403, caller.get().user() + " may not delete domains/tokens");
    } else {
      try {
        tokens.revokeId(id);
        request.answer(204);
      } catch (IllegalArgumentException e) {
        request.answer(400, e.getMessage());
      }
    }
  }
}
