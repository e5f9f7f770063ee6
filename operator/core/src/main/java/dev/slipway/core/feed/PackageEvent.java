package dev.slipway.core.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.v1alpha1.EventPosition;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/**
 * An event of a package server: what has become of a version of a package. Source: CodeArtifact
 * user guide, CodeArtifact event format and example.
 *
 * @param number grows by one from event to event of a domain
 * @param id the same when an event is told again under another number
 * @param namespace empty where there is none
 * @param version empty for a change of the package itself
 * @param state of the version, or Deleted; empty for the package
 * @param operation Created, Updated or Deleted
 * @param statusChanged whether the version had another state before, or was not there
 * @param assetsChanged how many files of the version are new, gone or other ones
 * @param cause by what it came to be so, such as Publish
 * @param user who did it; empty for what the server does by itself
 */
public record PackageEvent(
    long number,
    String id,
    Instant time,
    String repository,
    String format,
    String namespace,
    String name,
    String version,
    String state,
    String operation,
    boolean statusChanged,
    int assetsChanged,
    String cause,
    String user) {

  /** Where the package server keeps what was taken down. */
  private static final String DOMAIN = ".domain";

  /**
   * Reads an event.
   *
   * @throws IllegalArgumentException when it has no number, identity or time
   */
  public static PackageEvent read(JsonNode document) {
    var detail = document.path("detail");
    var id = document.path("id").asText();
    var number = detail.path("sequenceNumber").asLong();
    if (id.isEmpty() || number <= 0) {
      throw new IllegalArgumentException("an event without id or sequenceNumber");
    }
    var changes = detail.path("changes");
    return new PackageEvent(
        number,
        id,
        time(document.path("time").asText()),
        detail.path("repositoryName").asText(),
        detail.path("packageFormat").asText(),
        detail.path("packageNamespace").asText(),
        detail.path("packageName").asText(),
        detail.path("packageVersion").asText(),
        detail.path("packageVersionState").asText(),
        detail.path("operationType").asText(),
        changes.path("statusChanged").asBoolean(),
        changes.path("assetsAdded").asInt()
            + changes.path("assetsRemoved").asInt()
            + changes.path("assetsUpdated").asInt(),
        detail.path("cause").asText(),
        detail.path("user").asText());
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("an event whose time is \"" + text + "\"", e);
    }
  }

  /** The package as its format writes it: {@code com.example:core}, {@code @acme/core}. */
  public String spelling() {
    if (namespace.isEmpty()) {
      return name;
    }
    return switch (format) {
      case "maven" -> namespace + ":" + name;
      case "npm" -> "@" + namespace + "/" + name;
      default -> namespace + "/" + name;
    };
  }

  /** Whether it is about a Repository; records that a domain keeps for itself have a name too. */
  public boolean ofRepository() {
    return !repository.isEmpty() && Character.isLetterOrDigit(repository.charAt(0));
  }

  /** Whether a version was taken down in the whole domain. */
  public boolean takenDown() {
    return DOMAIN.equals(repository) && !version.isEmpty() && "Disposed".equals(state);
  }

  /** The place right after this event. */
  public EventPosition position() {
    return new EventPosition(number, id, time.toString());
  }
}
