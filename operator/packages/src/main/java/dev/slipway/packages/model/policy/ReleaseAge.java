package dev.slipway.packages.model.policy;

import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.PackageGroups;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long a version from outside must have been released before it may come in. Most malicious
 * versions are found and removed within days; whoever waits never gets them.
 *
 * @param standard for packages that no group says anything of; zero for no wait
 * @param ofGroups what groups say; the most specific that says something counts
 */
public record ReleaseAge(
    Duration standard, Map<GroupPattern, Duration> ofGroups, List<Exemption> exceptions) {

  /** Of a domain that waits for nothing. */
  public static final ReleaseAge NONE = new ReleaseAge(Duration.ZERO, Map.of(), List.of());

  /**
   * Versions that need not wait, because somebody answers for them.
   *
   * @param versions empty for all
   * @param expiresAt from when on they have to wait after all
   * @param fixesOnly whether only those of them count that an advisory names as fixes
   */
  public record Exemption(
      GroupPattern packages,
      Set<String> versions,
      String author,
      String reason,
      Instant expiresAt,
      boolean fixesOnly) {

    public Exemption {
      versions = Set.copyOf(versions);
    }

    /** Of versions whatever advisories say. */
    public Exemption(
        GroupPattern packages,
        Set<String> versions,
        String author,
        String reason,
        Instant expiresAt) {
      this(packages, versions, author, reason, expiresAt, false);
    }

    boolean covers(PackageName name, String version, Instant now, Fixes fixes) {
      return now.isBefore(expiresAt)
          && packages.match(name) == GroupPattern.Match.STRONG
          && (versions.isEmpty() || versions.contains(version))
          && (!fixesOnly || fixes.has(version));
    }
  }

  public ReleaseAge {
    ofGroups = Map.copyOf(ofGroups);
    exceptions = List.copyOf(exceptions);
  }

  /** The wait that counts for a package. */
  Duration minimum(PackageName name, PackageGroups groups) {
    if (ofGroups.isEmpty()) {
      return standard;
    }
    return groups.of(name).stream()
        .filter(ofGroups::containsKey)
        .findFirst()
        .map(ofGroups::get)
        .orElse(standard);
  }

  boolean excepted(PackageName name, String version, Instant now, Fixes fixes) {
    return exceptions.stream().anyMatch(e -> e.covers(name, version, now, fixes));
  }

  /** Whether it matters what advisories name as fixes. */
  public boolean asksForFixes() {
    return exceptions.stream().anyMatch(Exemption::fixesOnly);
  }

  /** When the next exception for the package ends; {@link Instant#MAX} for never. */
  Instant nextExpiry(PackageName name, Instant now) {
    return exceptions.stream()
        .filter(e -> now.isBefore(e.expiresAt()))
        .filter(e -> e.packages().match(name) == GroupPattern.Match.STRONG)
        .map(Exemption::expiresAt)
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }
}
