package dev.slipway.packages.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.call.Call;
import dev.slipway.packages.event.Event.Cause;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.quarantine.Suspicions;
import dev.slipway.packages.store.ChangeRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Makes events of changes. An event is kept with its change and then put into the log, so that each
 * change that was acknowledged has its events there: at least once, and in order for each package.
 */
public final class EventRecorder implements ChangeRecorder {

  /** What the server notes for itself stands under such names, and is no event. */
  private static final String NOTES = "~";

  /** Where events go once their change has been made. Thread-safe. */
  public interface Sink {

    /** Events are kept with their changes where all can read them, and go nowhere else. */
    Sink NONE =
        new Sink() {
          @Override
          public void add(List<ObjectNode> events, boolean again) {}

          @Override
          public void settle() {}
        };

    /**
     * Adds events.
     *
     * @param again whether they may have been added before
     */
    void add(List<ObjectNode> events, boolean again);

    /** Returns when all that was added will last. */
    void settle() throws IOException;
  }

  private final String domain;
  private final String owner;
  private final Sink log;
  private final InstantSource clock;
  private final ObjectMapper json = new ObjectMapper();

  /**
   * A recorder of a domain's events.
   *
   * @param owner the namespace of the domain
   */
  public EventRecorder(String domain, String owner, Sink log, InstantSource clock) {
    this.domain = domain;
    this.owner = owner;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public String describe(PackageKey key, Manifest old, Manifest next) {
    if (key.repository().startsWith(NOTES)) {
      return key.repository().equals(Suspicions.NAME) ? decisions(key, old, next) : null;
    }
    var call = Call.current();
    var stated = call.map(Call::why).filter(w -> !w.isEmpty()).map(Cause::valueOf);
    var user = call.map(Call::user).orElse("");
    var documents = json.createArrayNode();
    for (var event : Events.of(key, old, next, stated)) {
      documents.add(
          EventDocument.write(
              event, UUID.randomUUID().toString(), clock.instant(), domain, owner, user));
    }
    return documents.isEmpty() ? null : documents.toString();
  }

  private String decisions(PackageKey key, Manifest old, Manifest next) {
    var user = Call.current().map(Call::user).orElse("");
    var before = Suspicions.of(old);
    var documents = json.createArrayNode();
    for (var suspicion : Suspicions.of(next)) {
      if (!before.contains(suspicion)) {
        documents.add(
            QuarantineDocument.write(
                key.name(),
                suspicion,
                UUID.randomUUID().toString(),
                clock.instant(),
                domain,
                owner,
                user));
      }
    }
    return documents.isEmpty() ? null : documents.toString();
  }

  @Override
  public void happened(String text, boolean again) {
    try {
      var documents = new ArrayList<ObjectNode>();
      for (var document : (ArrayNode) json.readTree(text)) {
        documents.add((ObjectNode) document);
      }
      log.add(documents, again);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void settle() throws IOException {
    log.settle();
  }
}
