package dev.slipway.packages.advisory;

import dev.slipway.packages.model.policy.Fixes;
import java.util.List;

/**
 * The versions that advisories name as fixes, and that no advisory warns of. A later version is
 * none: whoever has stolen a package publishes one.
 *
 * @param known all that is known of one package
 */
record KnownFixes(List<Affected> known) implements Fixes {

  KnownFixes {
    known = List.copyOf(known);
  }

  @Override
  public boolean has(String version) {
    return known.stream().anyMatch(a -> a.fixedBy(version))
        && known.stream().noneMatch(a -> a.contains(version));
  }
}
