package dev.slipway.packages.upstream;

import java.time.Instant;
import java.util.Map;

/**
 * What an external repository lists of a package.
 *
 * @param versions those that package managers see, with the time of their release; {@link
 *     Instant#EPOCH} when the document does not say
 * @param tags names for versions, such as npm's latest
 * @param document the document that says so; null when there is none
 */
public record Listing(
    Map<String, Instant> versions, Map<String, String> tags, Documents.Document document) {

  /** Of a package that the repository does not have. */
  public static final Listing NONE = new Listing(Map.of(), Map.of(), null);
}
