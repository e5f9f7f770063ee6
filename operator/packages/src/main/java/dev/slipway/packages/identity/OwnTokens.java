package dev.slipway.packages.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.identity.jwt.Claims;
import dev.slipway.packages.identity.jwt.JsonWebToken;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens of the server's own: short, signed with a key of the store, believed without asking
 * anybody, and void at once when they are revoked. They begin with {@code slp_}, by which those who
 * search for leaked secrets know them. Nothing of a token is kept. Thread-safe.
 */
public final class OwnTokens implements AutoCloseable {

  /** How each begins. */
  public static final String PREFIX = "slp_";

  /** The longest life. Source: CodeArtifact, GetAuthorizationToken. */
  public static final Duration LONGEST = Duration.ofHours(12);

  private static final int ID_BYTES = 15;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TokenKeys keys;
  private final Revocations revoked;
  private final String audience;
  private final InstantSource clock;
  private final Runnable end;

  /**
   * @param end ends what keeps keys and list as others have them
   */
  private OwnTokens(
      TokenKeys keys, Revocations revoked, String audience, InstantSource clock, Runnable end) {
    this.keys = keys;
    this.revoked = revoked;
    this.audience = audience;
    this.clock = clock;
    this.end = end;
  }

  static OwnTokens of(SharedTokens shared, String audience, InstantSource clock) {
    return new OwnTokens(shared.keys(), shared.revoked(), audience, clock, shared::close);
  }

  /** Opens the keys and the list of void tokens where a domain keeps its bytes. */
  public static OwnTokens open(Store store, String audience, InstantSource clock)
      throws IOException {
    return switch (store) {
      case Store.Volume(var folder) -> open(folder.resolve("identity"), audience, clock);
      case Store.S3(var bucket, var prefix, _, _) ->
          of(
              SharedTokens.open(new S3Client(bucket, clock), bucket, prefix, clock),
              audience,
              clock);
    };
  }

  /**
   * Opens the key and the list of void tokens.
   *
   * @param folder where they are kept
   * @param audience of this server alone
   */
  public static OwnTokens open(Path folder, String audience, InstantSource clock)
      throws IOException {
    var key = TokenKey.open(folder.resolve("key.json"));
    return new OwnTokens(
        TokenKeys.of(key),
        RevokedTokens.open(folder.resolve("revoked"), clock.instant()),
        audience,
        clock,
        () -> {});
  }

  /**
   * A token that was given.
   *
   * @param id its jti
   */
  public record Issued(String token, String id, Instant expires) {}

  /**
   * Gives a token.
   *
   * @param life at most {@link #LONGEST}; longer ones are cut
   */
  public Issued issue(Caller caller, Duration life) {
    var now = clock.instant();
    var expires = now.plus(life.compareTo(LONGEST) > 0 ? LONGEST : life);
    var random = new byte[ID_BYTES];
    RANDOM.nextBytes(random);
    var id = ENCODER.encodeToString(random);
    var key = keys.signing();
    var header = Map.of("alg", "EdDSA", "typ", "JWT", "kid", key.id());
    var claims =
        Map.of(
            "iss", audience,
            "aud", audience,
            "sub", caller.user(),
            "groups", caller.groups(),
            "iat", now.getEpochSecond(),
            "exp", expires.getEpochSecond(),
            "jti", id);
    try {
      var signed = part(header) + "." + part(claims);
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(key.pair().getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return new Issued(
          PREFIX + signed + "." + ENCODER.encodeToString(signature.sign()), id, expires);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK signs with Ed25519", e);
    }
  }

  private static String part(Map<String, ?> object) throws IOException {
    return ENCODER.encodeToString(JSON.writeValueAsBytes(object));
  }

  /** Whether a token says that it is one of these. */
  public static boolean own(String token) {
    return token.startsWith(PREFIX);
  }

  /** Whose token this is; empty when it is not of this server, or not of now, or void. */
  public Optional<Caller> caller(String token) {
    return verified(token)
        .map(
            claims -> {
              var groups = new ArrayList<String>();
              claims.path("groups").forEach(g -> groups.add(g.asText()));
              return new Caller(claims.path("sub").asText(), "", List.copyOf(groups));
            });
  }

  private Optional<JsonNode> verified(String token) {
    var now = clock.instant();
    return JsonWebToken.parse(token.substring(PREFIX.length()))
        .filter(t -> keys.verifying(t.keyId()).filter(t::signedBy).isPresent())
        .map(JsonWebToken::claims)
        .filter(c -> audience.equals(c.path("iss").asText()))
        .filter(c -> Claims.time(c, "exp").filter(now::isBefore).isPresent())
        .filter(c -> !revoked.contains(c.path("jti").asText()));
  }

  /** Makes a token void; false when it is none that is of now. */
  public boolean revoke(String token) throws IOException {
    var claims = own(token) ? verified(token) : Optional.<JsonNode>empty();
    if (claims.isEmpty()) {
      return false;
    }
    revoked.add(claims.get().path("jti").asText(), Claims.time(claims.get(), "exp").orElseThrow());
    return true;
  }

  /**
   * Makes the token of this jti void, whether it was given or not.
   *
   * @throws IllegalArgumentException when it can be no jti
   */
  public void revokeId(String id) throws IOException {
    revoked.add(id, clock.instant().plus(LONGEST));
  }

  /** Hears no more of what others make void. */
  @Override
  public void close() {
    end.run();
  }
}
