package dev.slipway.packages.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The repositories that a request for a package goes through: the one that is asked, then its
 * upstreams, each with its own upstreams before its next sibling, at most 25 in all. Source:
 * CodeArtifact user guide, working with upstream repositories.
 *
 * @param links in the order in which they are asked, at least one
 * @param takenDown versions that nobody gets, whoever has them
 */
public record Chain(List<Link> links, Set<String> takenDown) {

  static final int MOST_SEARCHED = 25;

  /**
   * A repository and what it knows of the package.
   *
   * @param outside whether what stands outside the domain may be asked through it
   * @param inside whether what was published in it may be taken from it
   */
  public record Link(String repository, Manifest manifest, boolean outside, boolean inside) {

    private Optional<PackageVersion> version(String version) {
      return manifest.version(version).filter(this::given);
    }

    private boolean given(PackageVersion version) {
      return inside || version.origin().type() == Origin.Type.EXTERNAL;
    }

    private Manifest given() {
      var next = manifest;
      for (var version : manifest.versions().entrySet()) {
        if (!given(version.getValue())) {
          next = next.without(version.getKey());
        }
      }
      return next;
    }
  }

  /** What is known of one package in each repository. */
  public interface World {
    Manifest manifest(String repository) throws IOException;

    List<String> upstreams(String repository);

    /** Whether the repository may bring in versions from outside the domain. */
    default boolean external(String repository) {
      return true;
    }

    /** Whether the repository may take from its upstreams what was published in them. */
    default boolean internal(String repository) {
      return true;
    }

    /** Versions that were taken down in the whole domain. */
    default Set<String> takenDown() throws IOException {
      return Set.of();
    }
  }

  /** Where a version may be had; each is tried after the one before. */
  public sealed interface Candidate {
    /** A repository has it, and nothing that comes later may replace it. */
    record Kept(String repository, PackageVersion version, boolean here) implements Candidate {}

    /** An external repository may have it. */
    record Outside(String repository) implements Candidate {}

    /** A repository has it and gives it to nobody; no other may then stand in. */
    record Hidden(String repository, VersionStatus status) implements Candidate {}
  }

  /** Who stands for a version in a list; kept is null for one that only an external one has. */
  public record Source(String repository, PackageVersion kept) {}

  /** The versions that external repositories list. */
  public interface Listed {
    Collection<String> versions(String repository);
  }

  public Chain {
    links = List.copyOf(links);
    takenDown = Set.copyOf(takenDown);
  }

  /**
   * Follows the upstreams of a repository. One that takes nothing from elsewhere, because the
   * package is published there, ends its branch; and then the name is never told to the outside
   * through any repository of the chain, so that nobody there can add a version.
   */
  public static Chain of(World world, String repository) throws IOException {
    var found = new ArrayList<Link>();
    collect(world, repository, new HashSet<>(), found);
    var reserved = found.stream().anyMatch(l -> !l.manifest().controls().mayIngest());
    boolean internal = world.internal(repository);
    return new Chain(
        found.stream()
            .map(
                l ->
                    new Link(
                        l.repository(),
                        l.manifest(),
                        !reserved && world.external(l.repository()),
                        internal || l.repository().equals(repository)))
            .toList(),
        world.takenDown());
  }

  /** One repository without its upstreams. */
  public static Chain alone(String repository, Manifest manifest) {
    return new Chain(List.of(new Link(repository, manifest, false, true)), Set.of());
  }

  /** Whether no repository of the chain knows anything of the package. */
  public boolean unknown() {
    return links.stream().allMatch(l -> l.manifest().isEmpty());
  }

  /** The same without what stands outside the domain. */
  public Chain inside() {
    return new Chain(
        links.stream().map(l -> new Link(l.repository(), l.manifest(), false, l.inside())).toList(),
        takenDown);
  }

  private static void collect(
      World world, String repository, Set<String> searched, List<Link> found) throws IOException {
    if (searched.size() >= MOST_SEARCHED || !searched.add(repository)) {
      return;
    }
    var manifest = world.manifest(repository);
    found.add(new Link(repository, manifest, true, true));
    if (manifest.controls().mayIngest()) {
      for (var upstream : world.upstreams(repository)) {
        collect(world, upstream, searched, found);
      }
    }
  }

  /** What each repository gives, in order; of versions that were taken down, no bytes. */
  public List<Manifest> given() {
    return links.stream().map(l -> Tombstones.without(l.given(), takenDown)).toList();
  }

  /** What the repository that is asked knows itself. */
  public Manifest first() {
    return links.getFirst().manifest();
  }

  /**
   * Where a version may be had. One from outside may get further files later, if its format knows
   * such; so what is outside still follows it.
   */
  public List<Candidate> candidates(Format format, String version) {
    if (takenDown.contains(version)) {
      return List.of(new Candidate.Hidden(asked().repository(), VersionStatus.Disposed));
    }
    var candidates = new ArrayList<Candidate>();
    boolean kept = false;
    for (var link : links) {
      var own = link.version(version);
      if (own.isPresent() && !own.get().status().served()) {
        if (!kept) {
          candidates.add(new Candidate.Hidden(link.repository(), own.get().status()));
        }
        return candidates;
      }
      if (own.isPresent()) {
        candidates.add(
            new Candidate.Kept(
                link.repository(), own.get(), link.repository().equals(asked().repository())));
        kept = true;
        if (!format.takesMoreAssets() || own.get().origin().type() == Origin.Type.INTERNAL) {
          return candidates;
        }
      }
      if (link.outside()) {
        candidates.add(new Candidate.Outside(link.repository()));
      }
    }
    return candidates;
  }

  private Link asked() {
    return links.getFirst();
  }

  /** The versions that package managers list, with who stands for each. */
  public Map<String, Source> listed(Listed outside) {
    var listed = new TreeMap<String, Source>();
    var hidden = new HashSet<>(takenDown);
    for (var link : links) {
      link.manifest()
          .versions()
          .forEach(
              (version, known) -> {
                if (!link.given(known)) {
                  return;
                }
                if (!known.status().listed()) {
                  hidden.add(version);
                } else if (!hidden.contains(version)) {
                  listed.merge(version, new Source(link.repository(), known), Chain::described);
                }
              });
      if (link.outside()) {
        for (var version : outside.versions(link.repository())) {
          if (!hidden.contains(version)) {
            listed.putIfAbsent(version, new Source(link.repository(), null));
          }
        }
      }
    }
    return listed;
  }

  /**
   * Where a version was published it may have been deprecated or yanked since it was kept
   * elsewhere; what is said there counts, the bytes stay what they were.
   */
  private static Source described(Source nearer, Source here) {
    var kept = nearer.kept();
    return kept != null
            && kept.origin().entryPoint().equals(here.repository())
            && kept.origin().equals(here.kept().origin())
            && here.kept().assets().entrySet().containsAll(kept.assets().entrySet())
        ? new Source(nearer.repository(), kept.withMetadata(here.kept().metadata()))
        : nearer;
  }

  /**
   * Keeps a version of an upstream in the repository that was asked, independent of the upstream
   * from then on.
   *
   * @return the same manifest when it has all of it already, or may take nothing from upstreams
   */
  public static Manifest retain(Manifest manifest, String version, PackageVersion found) {
    if (!manifest.controls().mayIngest()) {
      return manifest;
    }
    var own = manifest.version(version);
    if (own.isPresent()) {
      return own.get().origin().equals(found.origin()) && own.get().status().served()
          ? manifest.with(version, own.get().withAssetsOf(found))
          : manifest;
    }
    var decided = manifest.controls().byHand() || !manifest.versions().isEmpty();
    return (decided ? manifest : manifest.with(OriginControls.EXTERNAL)).with(version, found);
  }
}
