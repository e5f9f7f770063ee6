package dev.slipway.packages.identity;

import dev.slipway.packages.identity.jwt.Claims;
import dev.slipway.packages.identity.jwt.IssuerKeys;
import dev.slipway.packages.identity.jwt.JsonWebToken;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives tokens of the server's own for those of issuers that the domain trusts: jobs of GitHub and
 * GitLab publish without a password anywhere. Thread-safe. Source: RFC 8693; PyPI, trusted
 * publishers.
 */
public final class TokenExchange {

  /**
   * Whom to trust, and as whom.
   *
   * @param audience what the token must name in aud
   * @param claims patterns of what else it must say
   * @param caller whom its bearer becomes
   * @param life of the token that is given
   */
  public record Trusted(
      String issuer,
      String audience,
      Map<String, String> claims,
      Caller caller,
      Duration life,
      IssuerKeys keys) {
    public Trusted {
      claims = Map.copyOf(claims);
    }
  }

  /** Why no token is given. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private final OwnTokens tokens;
  private final InstantSource clock;
  private volatile List<Trusted> trusted = List.of();

  public TokenExchange(OwnTokens tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /** Trusts these from now on, and no others. */
  public void trust(List<Trusted> identities) {
    trusted = List.copyOf(identities);
  }

  /**
   * Gives a token for another.
   *
   * @throws Refused saying what is wrong with it, to whom holds it
   * @throws IOException when its issuer does not say its keys
   */
  public OwnTokens.Issued exchange(String text) throws Refused, IOException, InterruptedException {
    var token =
        JsonWebToken.parse(text)
            .orElseThrow(() -> new Refused("the token is no signed JSON Web Token"));
    var ofIssuer = trusted.stream().filter(t -> t.issuer().equals(token.issuer())).toList();
    if (ofIssuer.isEmpty()) {
      throw new Refused(
          "issuer \""
              + printable(token.issuer())
              + "\" is none that the domain trusts; name it in the Domain's identities");
    }
    var key =
        ofIssuer
            .getFirst()
            .keys()
            .find(token.keyId())
            .orElseThrow(
                () ->
                    new Refused(
                        "the issuer has no key \"" + printable(token.keyId()) + "\" of now"));
    if (!token.signedBy(key)) {
      throw new Refused("the signature is not the issuer's");
    }
    var late = Claims.untimely(token.claims(), clock.instant());
    if (late.isPresent()) {
      throw new Refused(late.get());
    }
    for (var identity : ofIssuer) {
      if (problem(token, identity).findAny().isEmpty()) {
        return tokens.issue(identity.caller(), identity.life());
      }
    }
    throw new Refused(
        "the Domain's identities do not fit the token: "
            + ofIssuer.stream()
                .flatMap(i -> problem(token, i))
                .distinct()
                .map(TokenExchange::printable)
                .collect(Collectors.joining("; ")));
  }

  private static Stream<String> problem(JsonWebToken token, Trusted identity) {
    if (!Claims.meantFor(token.claims(), identity.audience())) {
      return Stream.of("its aud is " + token.claims().path("aud") + ", not " + identity.audience());
    }
    return Claims.missing(token.claims(), identity.claims()).stream();
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
