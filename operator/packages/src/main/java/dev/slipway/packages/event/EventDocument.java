package dev.slipway.packages.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    var key = event.key();
    var name = key.name();
    var document = JsonNodeFactory.instance.objectNode();
    document.put("version", "0");
    document.put("id", id);
    document.put("detail-type", event.version().isEmpty() ? OF_PACKAGE : OF_VERSION);
    document.put("source", "slipway.packages");
    document.put("account", owner);
    document.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    document.put("region", "");
    document.putArray("resources").add("repositories/" + key.repository() + "/packages" + name);
    var detail = document.putObject(DETAIL);
    detail.put("domainName", domain);
    detail.put("domainOwner", owner);
    detail.put("repositoryName", key.repository());
    detail.put("repositoryAdministrator", owner);
    detail.put("packageFormat", name.format().name());
    detail.put("packageNamespace", name.namespace());
    detail.put("packageName", name.name());
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

  /** Gives an event its place among all. */
  static ObjectNode numbered(ObjectNode document, long number) {
    ((ObjectNode) document.get(DETAIL)).put("sequenceNumber", number);
    return document;
  }
}
