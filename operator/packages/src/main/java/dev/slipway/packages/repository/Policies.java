package dev.slipway.packages.repository;

import dev.slipway.packages.model.policy.DomainPolicy;

/** The domain's policy as it is now. Thread-safe. */
public final class Policies {

  private volatile DomainPolicy current = DomainPolicy.OPEN;

  public DomainPolicy current() {
    return current;
  }

  /** Counts from the next request on. */
  public void set(DomainPolicy policy) {
    current = policy;
  }
}
