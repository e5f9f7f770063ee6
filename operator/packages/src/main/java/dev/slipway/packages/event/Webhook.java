package dev.slipway.packages.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who is told of events.
 *
 * @param name lower-case letters, digits and hyphens, 1 to 63
 * @param url address that events are posted to
 * @param secret key of the signature
 * @param repositories of which events are told; empty for all
 * @param formats of which events are told; empty for all
 * @param certificates PEM certificates to trust; empty for those of the machine
 */
public record Webhook(
    String name,
    URI url,
    String secret,
    Set<String> repositories,
    Set<String> formats,
    String certificates) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  public Webhook {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name of a webhook: " + name + "; use lower-case letters, digits and hyphens");
    }
    if (url == null
        || url.getHost() == null
        || !Set.of("http", "https").contains(url.getScheme())) {
      throw new IllegalArgumentException(
          "url of webhook " + name + " names no host; write an http or https address");
    }
    if (secret == null || secret.isEmpty()) {
      throw new IllegalArgumentException("webhook " + name + " needs a secret");
    }
    repositories = repositories == null ? Set.of() : Set.copyOf(repositories);
    formats = formats == null ? Set.of() : Set.copyOf(formats);
    certificates = certificates == null ? "" : certificates;
  }

  /**
   * Reads a list of webhooks.
   *
   * @param json an array of objects with the fields of this record
   * @throws IllegalArgumentException when it is none; says what is wrong
   */
  public static List<Webhook> parse(String json) {
    try {
      var all = List.of(JsonMapper.builder().build().readValue(json, Webhook[].class));
      var names = new HashSet<String>();
      for (var webhook : all) {
        if (!names.add(webhook.name())) {
          throw new IllegalArgumentException("there are two webhooks " + webhook.name());
        }
      }
      return all;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the webhooks cannot be read: "
              + (e.getCause() instanceof IllegalArgumentException why
                  ? why.getMessage()
                  : e.getOriginalMessage()),
          e);
    }
  }

  /** Whether this one is told of an event. */
  boolean wants(JsonNode event) {
    var detail = event.path(EventDocument.DETAIL);
    return (repositories.isEmpty() || repositories.contains(detail.path("repositoryName").asText()))
        && (formats.isEmpty() || formats.contains(detail.path("packageFormat").asText()));
  }

  /** Without the secret, for logs; a path may be one too. */
  @Override
  public String toString() {
    return name
        + " at "
        + url.getScheme()
        + "://"
        + url.getHost()
        + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }
}
