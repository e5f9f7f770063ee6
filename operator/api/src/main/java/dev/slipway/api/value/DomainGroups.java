package dev.slipway.api.value;

import dev.slipway.api.v1alpha1.PackageGroup;
import dev.slipway.api.v1alpha1.PackageGroupSpec;
import java.util.Comparator;

/** Which package groups a domain has, and which of them counts. */
public final class DomainGroups {

  /** The domain of those that name none. */
  public static final String DEFAULT = "default";

  private DomainGroups() {}

  /** Name of the domain that a group belongs to. */
  public static String domain(PackageGroupSpec spec) {
    return spec.domain() == null ? DEFAULT : spec.domain();
  }

  /** Which of two groups with one pattern counts: the older one comes first. */
  public static Comparator<PackageGroup> order() {
    return Comparator.comparing((PackageGroup g) -> g.getMetadata().getCreationTimestamp())
        .thenComparing(g -> g.getMetadata().getName());
  }
}
