package dev.slipway.packages.identity.jwt;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The keys of one issuer, which it says by itself where to find. They are fetched when a token
 * names a key that is not known, at most every ten seconds, and at least every hour; keys that were
 * fetched are used for a day while the issuer does not answer. Thread-safe. Source: OpenID Connect
 * Discovery 1.0 section 4.
 */
public final class IssuerKeys {

  static final Duration FRESH = Duration.ofHours(1);
  static final Duration USABLE = Duration.ofDays(1);
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int LONGEST = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String issuer;
  private final HttpClient client;
  private final InstantSource clock;
  private KeySet keys;
  private Instant fetched = Instant.MIN;
  private Instant tried = Instant.MIN;
  private String problem = "";

  /**
   * @param client follows no redirects
   */
  public IssuerKeys(String issuer, HttpClient client, InstantSource clock) {
    this.issuer = issuer;
    this.client = client;
    this.clock = clock;
  }

  /**
   * The key of this name; empty when the issuer has none.
   *
   * @throws IOException when the issuer does not say its keys
   */
  public synchronized Optional<PublicKey> find(String id) throws IOException, InterruptedException {
    var now = clock.instant();
    var known = keys == null ? Optional.<PublicKey>empty() : keys.find(id);
    boolean stale = keys == null || !now.isBefore(fetched.plus(FRESH));
    if ((stale || known.isEmpty()) && !now.isBefore(tried.plus(PAUSE))) {
      tried = now;
      try {
        keys = fetch();
        fetched = now;
        problem = "";
      } catch (IOException e) {
        problem = issuer + " does not say its keys: " + e.getMessage();
      }
    }
    if (keys == null || !now.isBefore(fetched.plus(USABLE))) {
      throw new IOException(problem);
    }
    return keys.find(id);
  }

  private KeySet fetch() throws IOException, InterruptedException {
    var about = get(issuer.replaceAll("/+$", "") + "/.well-known/openid-configuration");
    var node = JSON.readTree(about);
    if (!issuer.equals(node.path("issuer").asText())) {
      throw new IOException("it calls itself " + node.path("issuer"));
    }
    var where = node.path("jwks_uri").asText();
    if (!where.startsWith("https://") && !issuer.startsWith("http://")) {
      throw new IOException("its jwks_uri is not encrypted: " + where);
    }
    return KeySet.parse(get(where));
  }

  private byte[] get(String url) throws IOException, InterruptedException {
    HttpRequest request;
    try {
      request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
    } catch (IllegalArgumentException e) {
      throw new IOException("not an address: " + url, e);
    }
    var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (var body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException(url + " answers with status " + response.statusCode());
      }
      var bytes = body.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new IOException(url + " answers with more than " + LONGEST + " bytes");
      }
      return bytes;
    }
  }
}
