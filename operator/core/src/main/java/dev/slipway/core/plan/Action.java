package dev.slipway.core.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * What a planner wants done. Every action is idempotent: names are deterministic, so doing one
 * twice, after a lost response or by a second leader, changes nothing.
 */
public sealed interface Action {

  /** Creates the object unless one of its name exists; an existing one is left as it is. */
  record Create(HasMetadata object) implements Action {}

  /**
   * Server-side apply of exactly the fields in {@code object}.
   *
   * @param actAs the ServiceAccount of the primary's namespace in whose name it is applied; the
   *     operator's own where empty
   */
  record Apply(HasMetadata object, Optional<String> actAs) implements Action {
    public Apply(HasMetadata object) {
      this(object, Optional.empty());
    }
  }

  /**
   * Server-side apply of the status of an object other than the primary. Its resource version is a
   * precondition: a status that was decided from an old reading is refused, and planned anew.
   */
  record PatchStatus(HasMetadata object) implements Action {}

  /** Deletes an object; an absent one, or one of another uid, counts as deleted. */
  record Delete(
      String apiVersion,
      String kind,
      String namespace,
      String name,
      Optional<String> uid,
      Optional<String> actAs)
      implements Action {

    public static Delete of(HasMetadata object) {
      var meta = object.getMetadata();
      return new Delete(
          object.getApiVersion(),
          object.getKind(),
          meta.getNamespace(),
          meta.getName(),
          Optional.ofNullable(meta.getUid()),
          Optional.empty());
    }
  }

  /** Sets the number of pods of a Deployment and touches nothing else. */
  record Scale(String kind, String namespace, String name, int replicas) implements Action {}

  /** Starts a proof through the data plane, unless one of this key runs or has ended. */
  record Prove(Proof proof) implements Action {}

  /** A Kubernetes Event about the primary. */
  record Emit(EventType type, String reason, String message) implements Action {}

  /**
   * A Kubernetes Event about another object.
   *
   * @param identity two Events that differ in it are both written, though they say the same
   */
  record EmitAbout(
      HasMetadata about, EventType type, String reason, String message, String identity)
      implements Action {}

  /** The two types of Kubernetes Events. */
  enum EventType {
    Normal,
    Warning
  }
}
