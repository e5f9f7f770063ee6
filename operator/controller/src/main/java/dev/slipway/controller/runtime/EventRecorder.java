package dev.slipway.controller.runtime;

import dev.slipway.core.plan.Action.EventType;
import dev.slipway.core.status.Times;
import dev.slipway.core.text.Hashes;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes Events. The name of an Event follows from what it says about which generation
 * of its object, or about what else,, so that saying a thing twice makes one Event. An Event that
 * cannot be written is logged and does not stop the work.
 */
public final class EventRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  /** The API server refuses longer ones. */
  private static final int LONGEST_MESSAGE = 1024;

  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final Clock clock;

  public EventRecorder(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Says something of the object as it is: once for each generation. */
  public void record(HasMetadata about, EventType type, String reason, String message) {
    record(about, type, reason, message, "" + about.getMetadata().getGeneration());
  }

  /**
   * Says something that has happened.
   *
   * @param identity tells it from what is said alike of something else
   */
  void record(HasMetadata about, EventType type, String reason, String message, String identity) {
    var meta = about.getMetadata();
    var text =
        message.length() > LONGEST_MESSAGE
            ? message.substring(0, LONGEST_MESSAGE - 1) + "…"
            : message;
    var whole = String.join("\0", meta.getUid(), reason, text, identity);
    var now = Times.format(clock.instant());
    var prefix = meta.getName().length() > 200 ? meta.getName().substring(0, 200) : meta.getName();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withName(prefix + "." + Hashes.hex(whole, 16))
            .withNamespace(meta.getNamespace())
            .endMetadata()
            .withType(type.name())
            .withReason(reason)
            .withMessage(text)
            .withNewInvolvedObject()
            .withApiVersion(about.getApiVersion())
            .withKind(about.getKind())
            .withName(meta.getName())
            .withNamespace(meta.getNamespace())
            .withUid(meta.getUid())
            .endInvolvedObject()
            .withNewSource()
            .withComponent("slipway")
            .endSource()
            .withReportingComponent("slipway.dev/operator")
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        LOG.warn(
            "{} {}/{}: Event {} could not be written: {}",
            about.getKind(),
            meta.getNamespace(),
            meta.getName(),
            reason,
            e.getMessage());
      }
    }
  }
}
