package dev.slipway.controller.git;

import dev.slipway.api.v1alpha1.KeyReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What was last seen at the heads of Git branches. Thread-safe; never blocks. */
public interface GitHeads {

  /** Registers interest and returns what was last seen, empty before the first look. */
  Optional<Head> watch(Follower follower, GitQuery query);

  /** Ends a follower's interest. */
  void forget(Follower follower);

  /** The listener looks after all followers of a kind. */
  void listen(String kind, Listener listener);

  /** Looks after the followers of one kind. */
  interface Listener {
    /** A follower's head has changed. */
    void changed(Follower follower);

    /** Whether the follower still wants to know; answers from memory. */
    boolean exists(Follower follower);
  }

  /**
   * What is looked at.
   *
   * @param namespace where the Secret and the ConfigMap are
   * @param branch a branch; the remote's HEAD where null
   * @param secretName Secret with username and password, or token
   * @param ca ConfigMap key with PEM certificates to trust
   * @param interval how often; looked at more often when another follower wants it
   */
  record GitQuery(
      String namespace,
      String url,
      String branch,
      Optional<String> secretName,
      Optional<KeyReference> ca,
      Duration interval) {}

  /** Who wants to know; {@code part} tells several queries of one object apart. */
  record Follower(String kind, String namespace, String name, String part) {}

  /**
   * A head, or why there is none.
   *
   * @param commit full commit id; null when it cannot be read
   * @param error what is wrong and how to mend it; null when all is well
   */
  record Head(String commit, String branch, String error, Instant seenAt) {}
}
