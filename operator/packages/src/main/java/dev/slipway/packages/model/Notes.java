package dev.slipway.packages.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Texts that a domain keeps of a package for itself, as a manifest whose versions are disposed of:
 * so they last as manifests do, and keep no bytes from being removed.
 */
public final class Notes {

  private Notes() {}

  /**
   * The notes with one more, or with another text of it. The oldest make room.
   *
   * @param about the repository that it is about
   * @param most how many there may be
   */
  public static Manifest with(
      Manifest notes, String id, String text, String about, Instant now, int most) {
    if (notes.version(id).isPresent()) {
      return notes.withMetadata(id, text);
    }
    var left = notes;
    while (left.versions().size() >= most) {
      left = left.without(oldest(left));
    }
    var note =
        new PackageVersion(
            VersionStatus.Disposed,
            new Origin(Origin.Type.EXTERNAL, about),
            now.toEpochMilli(),
            new TreeMap<>(),
            text);
    return left.with(id, note);
  }

  private static String oldest(Manifest notes) {
    return notes.versions().entrySet().stream()
        .min(Comparator.comparingLong(n -> n.getValue().publishedAt()))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }
}
