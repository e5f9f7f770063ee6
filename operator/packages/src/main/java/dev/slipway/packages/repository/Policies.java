package dev.slipway.packages.repository;

import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.Fixes;
import java.util.function.Function;

/** The domain's policy as it is now. Thread-safe. */
public final class Policies {

  private volatile DomainPolicy current = DomainPolicy.OPEN;

  private volatile Function<PackageName, Fixes> fixes = _ -> Fixes.NONE;

  public DomainPolicy current() {
    return current;
  }

  /** What is known of the fixes of a package, as far as the policy asks for it. */
  Fixes fixes(PackageName name) {
    return current.releaseAge().asksForFixes() ? fixes.apply(name) : Fixes.NONE;
  }

  /** Says who knows of fixes. */
  public void askForFixes(Function<PackageName, Fixes> known) {
    fixes = known;
  }

  /** Counts from the next request on. */
  public void set(DomainPolicy policy) {
    current = policy;
  }
}
