package dev.slipway.packages.model.group;

import dev.slipway.api.value.PackagePattern;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.GroupPattern.Match;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The package groups of a domain, and what they allow. The most specific group that a package fits
 * is the one that counts; what it does not say, the next one says. A package that only looks like
 * one of a group is blocked. Source: CodeArtifact user guide, package group origin controls.
 */
public final class PackageGroups {

  /** The ways in which a version may enter a repository. */
  public enum Way {
    PUBLISH,
    EXTERNAL_UPSTREAM,
    INTERNAL_UPSTREAM
  }

  /** What a group says of a way. */
  public enum Mode {
    ALLOW,
    BLOCK,
    ALLOW_SPECIFIC_REPOSITORIES
  }

  /**
   * A rule for one way.
   *
   * @param repositories those that may, with ALLOW_SPECIFIC_REPOSITORIES
   */
  public record Restriction(Mode mode, Set<String> repositories) {
    public Restriction {
      repositories = Set.copyOf(repositories);
    }
  }

  /**
   * What counts for a package.
   *
   * @param group the group that it is associated with
   * @param decidedBy the group that says so
   * @param allowed whether the repository may take a version this way
   * @param message why not; empty when it may
   */
  public record Decision(
      GroupPattern group, GroupPattern decidedBy, boolean allowed, String message) {}

  private static final List<GroupPattern> ONLY_ROOT = List.of(GroupPattern.ROOT);

  private final SortedMap<GroupPattern, Map<Way, Restriction>> groups;

  /**
   * @param groups pattern to what it says; ways that are left out are inherited
   */
  public PackageGroups(Map<GroupPattern, Map<Way, Restriction>> groups) {
    var all = new TreeMap<>(groups);
    all.putIfAbsent(GroupPattern.ROOT, Map.of());
    this.groups = Collections.unmodifiableSortedMap(all);
  }

  /**
   * What counts for a way in a group.
   *
   * @param said what the group itself says; empty when it inherits
   * @param effective what counts
   * @param from the group that says it; the root where nobody says anything
   */
  public record Effective(Optional<Restriction> said, Restriction effective, GroupPattern from) {}

  /** All groups, the root included, by their text. */
  public List<GroupPattern> all() {
    return groups.keySet().stream().sorted(Comparator.comparing(GroupPattern::text)).toList();
  }

  /** Whether there is such a group; the root always is. */
  public boolean has(GroupPattern pattern) {
    return groups.containsKey(pattern);
  }

  /** The groups as they would be with one more, which says nothing; itself when it is there. */
  public PackageGroups with(GroupPattern pattern) {
    var more = new TreeMap<>(groups);
    more.putIfAbsent(pattern, Map.of());
    return new PackageGroups(more);
  }

  /** The most specific group around another one; empty for the root. */
  public Optional<GroupPattern> parent(GroupPattern pattern) {
    return groups.keySet().stream().filter(p -> p.encloses(pattern)).findFirst();
  }

  /** The groups whose parent is this one, by their text. */
  public List<GroupPattern> children(GroupPattern pattern) {
    return all().stream().filter(p -> parent(p).filter(pattern::equals).isPresent()).toList();
  }

  /** What counts for a way in a group. */
  public Effective effective(GroupPattern pattern, Way way) {
    var said = Optional.ofNullable(groups.getOrDefault(pattern, Map.of()).get(way));
    for (var at = Optional.of(pattern); at.isPresent(); at = parent(at.get())) {
      var here = groups.getOrDefault(at.get(), Map.of()).get(way);
      if (here != null) {
        return new Effective(said, here, at.get());
      }
    }
    return new Effective(said, new Restriction(Mode.ALLOW, Set.of()), GroupPattern.ROOT);
  }

  /** The group that a package belongs to, whether or not there is such a package. */
  public GroupPattern associated(PackageName name) {
    return fitting(name).getFirst();
  }

  /** Patterns that the package fits, the most specific first; of equal ones the real fit first. */
  private List<GroupPattern> fitting(PackageName name) {
    if (groups.size() == 1) {
      return ONLY_ROOT;
    }
    return groups.keySet().stream()
        .filter(p -> p.match(name) != Match.NONE)
        .sorted(
            Comparator.comparingInt((GroupPattern p) -> p.text().length())
                .reversed()
                .thenComparing(p -> p.match(name))
                .thenComparing(GroupPattern::text))
        .toList();
  }

  /** Patterns that the package really fits, the most specific first. */
  public List<GroupPattern> of(PackageName name) {
    return really(name, fitting(name));
  }

  private static List<GroupPattern> really(PackageName name, List<GroupPattern> fitting) {
    return fitting.size() == 1
        ? fitting
        : fitting.stream().filter(p -> p.match(name) == Match.STRONG).toList();
  }

  /** Whether a group is for exactly this package. */
  public boolean names(PackageName name) {
    return of(name).getFirst().kind() == PackagePattern.Kind.EXACT;
  }

  /** Whether the package only looks like one of a group, and so is blocked. */
  public boolean looksLikeAnother(PackageName name) {
    return associated(name).match(name) == Match.WEAK;
  }

  /** Whether the repository may take versions of the package in this way. */
  public Decision decide(PackageName name, Way way, String repository) {
    var fitting = fitting(name);
    var group = fitting.getFirst();
    if (group.match(name) == Match.WEAK) {
      return new Decision(
          group,
          group,
          false,
          name
              + " looks like a package of group "
              + group.text()
              + " and is none; a group of its own would allow it");
    }
    for (var pattern : really(name, fitting)) {
      var restriction = groups.get(pattern).get(way);
      if (restriction != null) {
        return decided(group, pattern, way, restriction, repository);
      }
    }
    return new Decision(group, GroupPattern.ROOT, true, "");
  }

  private static Decision decided(
      GroupPattern group, GroupPattern by, Way way, Restriction restriction, String repository) {
    var allowed =
        switch (restriction.mode()) {
          case ALLOW -> true;
          case BLOCK -> false;
          case ALLOW_SPECIFIC_REPOSITORIES -> restriction.repositories().contains(repository);
        };
    return new Decision(
        group,
        by,
        allowed,
        allowed
            ? ""
            : "package group "
                + by.text()
                + " does not allow "
                + way
                + " in repository "
                + repository);
  }
}
