package dev.slipway.packages.model;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a version is found: in the repository that is asked, or else in its upstreams, each before
 * its next sibling, at most 25 repositories in all. Source: CodeArtifact user guide, working with
 * upstream repositories.
 */
public final class Resolution {

  static final int MOST_SEARCHED = 25;

  /** What is known of one package in each repository. */
  public interface World {
    Manifest manifest(String repository) throws IOException;

    List<String> upstreams(String repository);
  }

  /** What a search finds. */
  public sealed interface Found {
    /**
     * The version, and who has it.
     *
     * @param here whether that is the repository that was asked
     */
    record Version(String repository, PackageVersion version, boolean here) implements Found {}

    /** A repository has it and gives it to nobody; no other may then stand in. */
    record Hidden(String repository, VersionStatus status) implements Found {}

    record Absent() implements Found {}
  }

  private final World world;
  private final String version;
  private final Set<String> searched = new HashSet<>();

  private Resolution(World world, String version) {
    this.world = world;
    this.version = version;
  }

  /** Searches for a version that somebody asks a repository for. */
  public static Found find(World world, String repository, String version) throws IOException {
    return new Resolution(world, version).search(repository, true).orElse(new Found.Absent());
  }

  private Optional<Found> search(String repository, boolean asked) throws IOException {
    if (searched.size() >= MOST_SEARCHED || !searched.add(repository)) {
      return Optional.empty();
    }
    var manifest = world.manifest(repository);
    var own = manifest.version(version);
    if (own.isPresent()) {
      return Optional.of(
          own.get().status().served()
              ? new Found.Version(repository, own.get(), asked)
              : new Found.Hidden(repository, own.get().status()));
    }
    if (!manifest.controls().mayIngest()) {
      return Optional.empty();
    }
    for (var upstream : world.upstreams(repository)) {
      var found = search(upstream, false);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /**
   * Keeps a version of an upstream in the repository that was asked, whole and independent of the
   * upstream from then on.
   *
   * @return the same manifest when it has the version already, or may take nothing from upstreams
   */
  public static Manifest retain(Manifest manifest, String version, PackageVersion found) {
    if (manifest.version(version).isPresent() || !manifest.controls().mayIngest()) {
      return manifest;
    }
    var decided = manifest.controls().byHand() || !manifest.versions().isEmpty();
    return (decided ? manifest : manifest.with(OriginControls.EXTERNAL)).with(version, found);
  }
}
