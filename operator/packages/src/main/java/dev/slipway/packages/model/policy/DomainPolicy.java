package dev.slipway.packages.model.policy;

import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.PackageGroups;
import java.time.Instant;
import java.util.Map;

/** What a domain lets in. Immutable: a change is another policy. */
public record DomainPolicy(PackageGroups groups, ReleaseAge releaseAge) {

  /** Lets everything in at once. */
  public static final DomainPolicy OPEN =
      new DomainPolicy(new PackageGroups(Map.of()), ReleaseAge.NONE);

  /**
   * What is shown of a package.
   *
   * @param asOf the time as of which it is shown; null for now
   */
  public Gate gate(PackageName name, Instant asOf, Instant now) {
    return gate(name, asOf, now, Fixes.NONE);
  }

  /**
   * What is shown of a package.
   *
   * @param asOf the time as of which it is shown; null for now
   * @param fixes what is known of its fixes
   */
  public Gate gate(PackageName name, Instant asOf, Instant now, Fixes fixes) {
    return new Gate(name, asOf, releaseAge.minimum(name, groups), releaseAge, now, fixes);
  }
}
