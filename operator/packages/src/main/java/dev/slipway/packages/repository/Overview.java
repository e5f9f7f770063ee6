package dev.slipway.packages.repository;

import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.Chain.Source;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.Fixes;
import dev.slipway.packages.model.policy.Gate;
import dev.slipway.packages.upstream.Listing;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A package as one repository shows it: its own versions and those of its upstreams, without what
 * the domain's policy holds back. Immutable.
 */
public final class Overview {

  private final Chain chain;
  private final Map<String, Listing> listings;
  private final Gate gate;
  private final Stamp stamp;
  private final Shown shown;
  private final UpstreamException trouble;

  private Overview(
      Chain chain,
      Map<String, Listing> listings,
      Gate gate,
      Stamp stamp,
      Shown shown,
      UpstreamException trouble) {
    this.chain = chain;
    this.listings = listings;
    this.gate = gate;
    this.stamp = stamp;
    this.shown = shown;
    this.trouble = trouble;
  }

  /**
   * Looks at a package.
   *
   * @throws RefusedException when the package only looks like another one
   */
  public static Overview of(Packages packages, RepositoryView repository, PackageName name)
      throws IOException, InterruptedException {
    var gate = packages.search().gate(repository, name);
    var policy = packages.search().policy();
    var chain = packages.chain(repository, name);
    var listings = new LinkedHashMap<String, Listing>();
    UpstreamException trouble = null;
    for (var link : chain.links()) {
      try {
        var listing =
            link.outside() ? packages.search().listing(link.repository(), name) : Listing.NONE;
        if (listing.document() != null) {
          listings.put(link.repository(), listing);
        }
      } catch (UpstreamException e) {
        trouble = e;
      }
    }
    var stamp = Stamp.of(chain, listings, policy, gate.fixes());
    var known = packages.overviews().find(repository, name, stamp, gate.now());
    if (known.isPresent()) {
      return known.get().at(gate);
    }
    var shown = Shown.of(packages, chain, listings, gate);
    if (shown.versions().isEmpty()) {
      packages.search().admit(repository, name);
    }
    var overview = new Overview(chain, listings, gate, stamp, shown, trouble);
    // Whether a name is admitted may change without anything else here.
    if (trouble == null && !shown.versions().isEmpty()) {
      packages.overviews().put(repository, name, overview);
    }
    return overview;
  }

  /** Only what the repository that is asked has itself. */
  public static Overview own(Packages packages, RepositoryView repository, PackageName name)
      throws IOException, InterruptedException {
    var whole = packages.chain(repository, name);
    var chain = new Chain(whole.links().subList(0, 1), whole.takenDown());
    var gate = packages.search().gate(repository, name);
    return new Overview(
        chain,
        Map.of(),
        gate,
        Stamp.of(chain, Map.of(), packages.search().policy(), gate.fixes()),
        Shown.of(packages, chain, Map.of(), gate),
        null);
  }

  private Overview at(Gate now) {
    return new Overview(chain, listings, now, stamp, shown, trouble);
  }

  /** The repositories in the order in which they are asked. */
  public Chain chain() {
    return chain;
  }

  /** What external repositories say, by the repository that stands for them, in order. */
  public Map<String, Listing> listings() {
    return listings;
  }

  /**
   * The versions that package managers list, with who stands for each.
   *
   * @throws UpstreamException when there is none, but somebody could not be asked
   */
  public Map<String, Source> versions() throws UpstreamException {
    if (shown.versions().isEmpty() && trouble != null) {
      throw trouble;
    }
    return shown.versions();
  }

  /** Versions that somebody has, and that the domain's policy holds back. */
  public Set<String> heldBack() {
    return shown.heldBack();
  }

  /** Whether versions have to pass anything to be shown. */
  public boolean judges() {
    return !gate.open();
  }

  /** Whether a file that came to a version at this time, perhaps later than others, waits. */
  public boolean holdsBack(String version, Instant released, boolean kept) {
    return judges() && gate.refusal(version, released, kept).isPresent();
  }

  /** Names for versions; what is set in a repository counts more than what its upstreams say. */
  public Map<String, String> tags() throws UpstreamException {
    var tags = allTags();
    tags.values().retainAll(versions().keySet());
    return tags;
  }

  /** The same with names for versions that are not listed. */
  public Map<String, String> allTags() {
    var tags = new TreeMap<String, String>();
    for (var link : chain.links()) {
      link.manifest().tags().forEach(tags::putIfAbsent);
      if (listings.containsKey(link.repository())) {
        listings.get(link.repository()).tags().forEach(tags::putIfAbsent);
      }
    }
    return tags;
  }

  /** What this was made of; two overviews with equal stamps are equal while both are true. */
  public Stamp stamp() {
    return stamp;
  }

  /** When this is no longer true, because a version may be shown that was held back. */
  public Instant until() {
    return shown.until();
  }

  int size() {
    return shown.versions().size() + shown.heldBack().size();
  }

  /** Manifests and policies never change, so it is enough that they are the same objects. */
  public record Stamp(
      List<Manifest> manifests,
      Set<String> takenDown,
      List<String> documents,
      DomainPolicy policy,
      Fixes fixes) {

    static Stamp of(Chain chain, Map<String, Listing> listings, DomainPolicy policy, Fixes fixes) {
      return new Stamp(
          chain.links().stream().map(Chain.Link::manifest).toList(),
          chain.takenDown(),
          listings.values().stream().map(l -> l.document().digests().sha256()).toList(),
          policy,
          fixes);
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      if (!(other instanceof Stamp that)
          || policy != that.policy
          || manifests.size() != that.manifests.size()
          || !fixes.equals(that.fixes)
          || !takenDown.equals(that.takenDown)
          || !documents.equals(that.documents)) {
        return false;
      }
      for (int i = 0; i < manifests.size(); i++) {
        if (manifests.get(i) != that.manifests.get(i)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int hashCode() {
      return documents.hashCode();
    }
  }
}
