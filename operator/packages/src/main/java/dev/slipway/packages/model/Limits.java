package dev.slipway.packages.model;

import java.time.Duration;
import java.util.Optional;

/**
 * How much a domain takes. Source: CodeArtifact user guide, quotas.
 *
 * @param largestAsset bytes
 * @param assetsPerVersion how many files a version may have
 * @param privateBytes of what was published here, each file counted once
 * @param cacheBytes of what came from elsewhere and can be had again
 * @param artifactAge how long an artifact of a build is kept after its last use; null for ever
 */
public record Limits(
    long largestAsset,
    int assetsPerVersion,
    long privateBytes,
    long cacheBytes,
    Duration artifactAge) {

  /** CodeArtifact's largest file and its most files of a version; no end to the sums. */
  public static final Limits DEFAULT =
      new Limits(5L << 30, 350, Long.MAX_VALUE, Long.MAX_VALUE, null);

  /**
   * Why a file that is about to be published is not taken; empty when there is room.
   *
   * @param before the package without it
   * @param used bytes that are published in the domain
   */
  public Optional<Refusal> against(Manifest before, Publishing.Arrival arrival, long used) {
    long size = arrival.digests().size();
    if (size > largestAsset) {
      return Optional.of(new Refusal(Refusal.Reason.TOO_LARGE, tooLarge(arrival.asset(), size)));
    }
    var known = before.version(arrival.version());
    var assets = known.isEmpty() ? 0 : known.get().assets().size();
    boolean adds =
        known.isEmpty() || !arrival.digests().equals(known.get().assets().get(arrival.asset()));
    if (assets >= assetsPerVersion
        && adds
        && !known.orElseThrow().assets().containsKey(arrival.asset())) {
      return Optional.of(
          new Refusal(
              Refusal.Reason.TOO_LARGE,
              "version "
                  + arrival.version()
                  + " has "
                  + assets
                  + " files, and "
                  + assetsPerVersion
                  + " are the most; publish the rest as another package"));
    }
    if (adds && size > privateBytes - used) {
      return Optional.of(
          new Refusal(
              Refusal.Reason.FULL,
              "the packages of this domain have "
                  + used
                  + " of at most "
                  + privateBytes
                  + " bytes, and this file has "
                  + size
                  + "; delete versions, or raise quotas.private of the Domain"));
    }
    return Optional.empty();
  }

  /** Says that a file is too large. */
  public String tooLarge(String what, long size) {
    return what + " has " + size + " bytes, and " + largestAsset + " are the most of a file here";
  }

  /** The largest body of a request: a file may come as base64 in a document. */
  public long largestBody() {
    return largestAsset / 3 * 4 + (64L << 20);
  }
}
