package dev.slipway.packages.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Suspicion;
import java.time.Instant;

/** Events of files from outside that were refused, and of what was decided about them. */
final class QuarantineDocument {

  private static final String TYPE = "Slipway Quarantine State Change";

  private QuarantineDocument() {}

  /** See {@link EventDocument#write}. */
  static ObjectNode write(
      PackageName name,
      Suspicion suspicion,
      String id,
      Instant time,
      String domain,
      String owner,
      String user) {
    var key = new PackageKey(suspicion.through(), name);
    var document = EventDocument.of(key, TYPE, id, time, owner);
    EventDocument.about(document, key, domain, owner)
        .put("packageVersion", suspicion.version())
        .put("asset", suspicion.asset())
        .put("quarantineId", suspicion.id())
        .put("quarantineState", suspicion.state().name())
        .put("sha256", suspicion.sha256())
        .put("firstSha256", suspicion.first())
        .put("url", suspicion.url())
        .put("reason", suspicion.reason())
        .put("operationType", suspicion.state() == Suspicion.State.OPEN ? "Created" : "Updated")
        .put("eventDeduplicationId", id)
        .put("cause", cause(suspicion.state()))
        .put("user", user);
    return document;
  }

  private static String cause(Suspicion.State state) {
    return switch (state) {
      case OPEN -> "Quarantine";
      case ACCEPTED -> "Accept";
      case DISCARDED -> "Discard";
    };
  }
}
