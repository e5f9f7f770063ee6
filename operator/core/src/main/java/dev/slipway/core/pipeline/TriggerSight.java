package dev.slipway.core.pipeline;

import dev.slipway.core.feed.FeedSight;

/**
 * What is seen of a package trigger.
 *
 * @param domain of its repository; null when that cannot be known
 * @param problem why its events cannot be followed at all; null when they can
 * @param feed the domain's events that start executions
 */
public record TriggerSight(String domain, String problem, FeedSight feed) {

  static final TriggerSight NONE = new TriggerSight(null, null, FeedSight.NONE);

  /** One whose events cannot be followed. */
  public static TriggerSight problem(String problem) {
    return new TriggerSight(null, problem, FeedSight.NONE);
  }
}
