package dev.slipway.packages.model.access;

import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.GroupPattern.Match;
import java.util.Collection;
import java.util.List;

/**
 * Decides by what a repository allows. It only allows: what roles of the cluster allow besides
 * stays. Package patterns are more than CodeArtifact's ReadFromRepository has, which is for whole
 * repositories. Source: CodeArtifact user guide, repository policies.
 */
public record AccessGrants(List<AccessGrant> grants) {

  /** Allows nobody anything. */
  public static final AccessGrants NONE = new AccessGrants(List.of());

  public AccessGrants {
    grants = List.copyOf(grants);
  }

  /** Whether the caller may do this to every package, and to what is about no package. */
  public boolean allowEverywhere(String user, Collection<String> groups, String verb) {
    return grants.stream()
        .anyMatch(g -> g.packages().equals(GroupPattern.ROOT) && g.speaksOf(user, groups, verb));
  }

  /** Whether the caller may do this to the package; a name that only looks alike is another one. */
  public boolean allow(String user, Collection<String> groups, String verb, PackageName name) {
    return grants.stream()
        .anyMatch(g -> g.packages().match(name) == Match.STRONG && g.speaksOf(user, groups, verb));
  }

  /** Whether there is any package to which the caller may do this. */
  public boolean allowSomewhere(String user, Collection<String> groups, String verb) {
    return grants.stream().anyMatch(g -> g.speaksOf(user, groups, verb));
  }
}
