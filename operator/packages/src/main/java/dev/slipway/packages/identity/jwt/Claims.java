package dev.slipway.packages.identity.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.value.Wildcard;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Judges what a token says. Source: RFC 7519 section 4.1; OpenID Connect Core, ID token. */
public final class Claims {

  /** How far two clocks may be apart. */
  public static final Duration SKEW = Duration.ofSeconds(60);

  private Claims() {}

  /** Why a token is not of now; empty when it is. A token without an end is of no time. */
  public static Optional<String> untimely(JsonNode claims, Instant now) {
    var expires = time(claims, "exp");
    if (expires.isEmpty()) {
      return Optional.of("the token has no exp");
    }
    if (!now.isBefore(expires.get().plus(SKEW))) {
      return Optional.of("the token has expired at " + expires.get());
    }
    for (var claim : new String[] {"nbf", "iat"}) {
      var from = time(claims, claim);
      if (from.isPresent() && now.plus(SKEW).isBefore(from.get())) {
        return Optional.of("the token is not valid before " + from.get());
      }
    }
    return Optional.empty();
  }

  /** A time; empty when there is none that can be read. */
  public static Optional<Instant> time(JsonNode claims, String name) {
    var value = claims.path(name);
    return value.isNumber() && Math.abs(value.asDouble()) < Integer.MAX_VALUE * 1000.0
        ? Optional.of(Instant.ofEpochSecond(value.asLong()))
        : Optional.empty();
  }

  /** Whether the token is meant for this audience, alone or among others. */
  public static boolean meantFor(JsonNode claims, String audience) {
    return any(claims.path("aud"), audience::equals);
  }

  /**
   * What keeps a token from having all these claims; empty when it has.
   *
   * @param patterns of values by claim; an asterisk stands for any text
   */
  public static Optional<String> missing(JsonNode claims, Map<String, String> patterns) {
    for (var wanted : new TreeMap<>(patterns).entrySet()) {
      var value = claims.path(wanted.getKey());
      if (!any(value, text -> Wildcard.matches(wanted.getValue(), text))) {
        return Optional.of(
            "its "
                + wanted.getKey()
                + " is "
                + (value.isMissingNode() ? "not there" : value.toString())
                + ", not "
                + wanted.getValue());
      }
    }
    return Optional.empty();
  }

  private interface Test {
    boolean of(String text);
  }

  private static boolean any(JsonNode value, Test test) {
    if (value.isArray()) {
      for (var item : value) {
        if (item.isValueNode() && test.of(item.asText())) {
          return true;
        }
      }
      return false;
    }
    return value.isValueNode() && !value.isNull() && test.of(value.asText());
  }
}
