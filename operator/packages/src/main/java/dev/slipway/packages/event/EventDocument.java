package dev.slipway.packages.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.model.PackageKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Events as EventBridge shows those of CodeArtifact, with a few fields more. */
final class EventDocument {

  /** The field in which {@link #numbered} writes. */
  static final String DETAIL = "detail";

  private static final String OF_VERSION = "CodeArtifact Package Version State Change";
  private static final String OF_PACKAGE = "Slipway Package State Change";

  private EventDocument() {}

  /**
   * Writes an event that has no number yet.
   *
   * @param id differs from that of every other event, and stays when the event is told again
   * @param owner the namespace of the domain
   * @param user empty for nobody
   */
  static ObjectNode write(
      Event event, String id, Instant time, String domain, String owner, String user) {
    var document =
        of(event.key(), event.version().isEmpty() ? OF_PACKAGE : OF_VERSION, id, time, owner);
    var detail = about(document, event.key(), domain, owner);
    if (!event.version().isEmpty()) {
      detail.put("packageVersion", event.version());
      detail.put("packageVersionState", event.state());
      detail.put("packageVersionRevision", event.revision());
      var changes = detail.putObject("changes");
      changes.put("assetsAdded", event.changes().assetsAdded());
      changes.put("assetsRemoved", event.changes().assetsRemoved());
      changes.put("assetsUpdated", event.changes().assetsUpdated());
      changes.put("metadataUpdated", event.changes().metadataUpdated());
      changes.put("statusChanged", event.changes().statusChanged());
    }
    detail.put("operationType", event.operation().name());
    detail.put("eventDeduplicationId", id);
    event
        .origin()
        .ifPresent(
            origin ->
                detail
                    .putObject("origin")
                    .put("originType", origin.type().name())
                    .put("domainEntryPoint", origin.entryPoint()));
    detail.put("cause", event.cause().name());
    detail.put("user", user);
    return document;
  }

  /** The envelope of an event about a package. */
  static ObjectNode of(PackageKey key, String type, String id, Instant time, String owner) {
    var document = JsonNodeFactory.instance.objectNode();
    document.put("version", "0");
    document.put("id", id);
    document.put("detail-type", type);
    document.put("source", "slipway.packages");
    document.put("account", owner);
    document.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    document.put("region", "");
    document
        .putArray("resources")
        .add("repositories/" + key.repository() + "/packages" + key.name());
    return document;
  }

  /** The detail of an event, which says of which package it is. */
  static ObjectNode about(ObjectNode document, PackageKey key, String domain, String owner) {
    var name = key.name();
    return document
        .putObject(DETAIL)
        .put("domainName", domain)
        .put("domainOwner", owner)
        .put("repositoryName", key.repository())
        .put("repositoryAdministrator", owner)
        .put("packageFormat", name.format().name())
        .put("packageNamespace", name.namespace())
        .put("packageName", name.name());
  }

  /** Gives an event its place among all. */
  static ObjectNode numbered(ObjectNode document, long number) {
    ((ObjectNode) document.get(DETAIL)).put("sequenceNumber", number);
    return document;
  }
}
