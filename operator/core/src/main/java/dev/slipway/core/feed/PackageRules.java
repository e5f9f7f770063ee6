package dev.slipway.core.feed;

import dev.slipway.api.v1alpha1.DomainSpec;
import dev.slipway.api.v1alpha1.PackageChange;
import dev.slipway.api.v1alpha1.PackageEventRule;
import java.util.List;

/** Which changes of packages become Kubernetes Events. */
public final class PackageRules {

  /**
   * What an administrator wants to know who says nothing: what somebody took back or away, and that
   * other bytes came from outside than before.
   */
  static final List<PackageEventRule> USUAL =
      List.of(
          new PackageEventRule(
              List.of(
                  PackageChange.Status,
                  PackageChange.Dispose,
                  PackageChange.Delete,
                  PackageChange.Origin,
                  PackageChange.Accept,
                  PackageChange.Discard),
              List.of(),
              List.of(),
              false),
          new PackageEventRule(List.of(PackageChange.Quarantine), List.of(), List.of(), true));

  private PackageRules() {}

  /** The rules of a domain. */
  public static List<PackageEventRule> of(DomainSpec spec) {
    return spec.events() == null ? USUAL : spec.events();
  }

  /** Whether any rule names the event. */
  public static boolean record(List<PackageEventRule> rules, PackageEvent event) {
    return rules.stream().anyMatch(r -> names(r, event));
  }

  private static boolean names(PackageEventRule rule, PackageEvent event) {
    var change = event.takenDown() ? PackageChange.Dispose.name() : event.cause();
    return (event.ofRepository() || event.takenDown())
        && rule.changes().stream().anyMatch(c -> c.name().equals(change))
        && (rule.repositories().isEmpty() || rule.repositories().contains(event.repository()))
        && (rule.formats().isEmpty()
            || rule.formats().stream().anyMatch(f -> f.name().equals(event.format())))
        && (Boolean.TRUE.equals(rule.automatic()) || !event.user().isEmpty());
  }
}
