package dev.slipway.packages.repository;

import dev.slipway.packages.model.Chain;
import dev.slipway.packages.model.Chain.Source;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.upstream.Listing;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A package as one repository shows it: its own versions and those of its upstreams. */
public final class Overview {

  private final Chain chain;
  private final Map<String, Listing> listings;
  private final UpstreamException trouble;
  private Map<String, Source> versions;

  private Overview(Chain chain, Map<String, Listing> listings, UpstreamException trouble) {
    this.chain = chain;
    this.listings = listings;
    this.trouble = trouble;
  }

  /** Looks at a package. */
  public static Overview of(Packages packages, RepositoryView repository, PackageName name)
      throws IOException, InterruptedException {
    var chain = packages.chain(repository, name);
    var listings = new LinkedHashMap<String, Listing>();
    UpstreamException trouble = null;
    for (var link : chain.links()) {
      try {
        var listing = link.outside() ? packages.listing(link.repository(), name) : Listing.NONE;
        if (listing.document() != null) {
          listings.put(link.repository(), listing);
        }
      } catch (UpstreamException e) {
        trouble = e;
      }
    }
    return new Overview(chain, listings, trouble);
  }

  /** Only what the repository that is asked has itself. */
  public static Overview own(Packages packages, RepositoryView repository, PackageName name)
      throws IOException {
    var first = packages.chain(repository, name).links().subList(0, 1);
    return new Overview(new Chain(first), Map.of(), null);
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
    if (versions == null) {
      versions =
          chain.listed(
              r -> listings.containsKey(r) ? listings.get(r).versions().keySet() : Set.of());
    }
    if (versions.isEmpty() && trouble != null) {
      throw trouble;
    }
    return versions;
  }

  /** Names for versions; what is set in a repository counts more than what its upstreams say. */
  public Map<String, String> tags() throws UpstreamException {
    var tags = new TreeMap<String, String>();
    for (var link : chain.links()) {
      link.manifest().tags().forEach(tags::putIfAbsent);
      if (listings.containsKey(link.repository())) {
        listings.get(link.repository()).tags().forEach(tags::putIfAbsent);
      }
    }
    tags.values().retainAll(versions().keySet());
    return tags;
  }

  /** What this was made of; two overviews with equal stamps are equal. */
  public Stamp stamp() {
    return new Stamp(
        chain.links().stream().map(Chain.Link::manifest).toList(),
        listings.values().stream().map(l -> l.document().digests().sha256()).toList());
  }

  /** Manifests never change, so it is enough that they are the same objects. */
  public record Stamp(List<Manifest> manifests, List<String> documents) {
    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(Object other) {
      if (!(other instanceof Stamp that)
          || manifests.size() != that.manifests.size()
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
