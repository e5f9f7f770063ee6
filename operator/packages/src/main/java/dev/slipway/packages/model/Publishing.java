package dev.slipway.packages.model;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * What follows when an asset arrives at a package. Source: CodeArtifact user guide, publishing
 * packages; package version status; package origin controls.
 */
public final class Publishing {

  private Publishing() {}

  /** What is known of a version, made from what was known before; that is empty for nothing. */
  public interface Description {
    String after(String before);

    /** A text that stands for all that is known. */
    static Description of(String text) {
      return text == null ? null : _ -> text;
    }
  }

  /**
   * An asset that arrives.
   *
   * @param describe what the format knows of the version with this asset; null to leave it as it is
   * @param finished whether the version is complete with it
   * @param replaces whether it may take the place of other bytes, as snapshots do
   * @param released when it was released elsewhere; null for now
   */
  public record Arrival(
      Format format,
      String version,
      String asset,
      Digests digests,
      Description describe,
      boolean finished,
      boolean replaces,
      Origin origin,
      Instant released) {}

  /** What came of it. */
  public sealed interface Outcome {
    /** The package has changed. */
    record Changed(Manifest manifest) implements Outcome {}

    /** It was there already, byte for byte: nothing changes, and whoever repeats it succeeds. */
    record Same() implements Outcome {}

    record Refused(Refusal refusal) implements Outcome {}
  }

  /** Decides about an asset that somebody publishes. */
  public static Outcome publish(Manifest manifest, Arrival arrival, Instant now) {
    var known = manifest.version(arrival.version());
    if (known.isPresent() && sameAsset(known.get(), arrival)) {
      return finish(manifest, known.get(), arrival);
    }
    if (!manifest.controls().mayPublish()) {
      return refused(
          Refusal.Reason.BLOCKED,
          "versions of this package come from elsewhere, so none may be published here; "
              + "its origin controls would have to allow it");
    }
    if (known.isEmpty()) {
      return created(manifest, arrival, OriginControls.INTERNAL, now);
    }
    return added(manifest, known.get(), arrival);
  }

  /** Decides about an asset that comes from an external repository or from an upstream. */
  public static Outcome ingest(Manifest manifest, Arrival arrival, Instant now) {
    var known = manifest.version(arrival.version());
    if (known.isPresent() && sameAsset(known.get(), arrival)) {
      return new Outcome.Same();
    }
    if (!manifest.controls().mayIngest()) {
      return refused(
          Refusal.Reason.BLOCKED,
          "this package is published here, so nothing is taken from elsewhere");
    }
    if (known.isEmpty()) {
      return created(manifest, arrival, OriginControls.EXTERNAL, now);
    }
    return added(manifest, known.get(), arrival);
  }

  /**
   * Decides about an asset that goes with a version that was published here, without being a part
   * of what is installed, such as symbols for debuggers.
   */
  public static Outcome attach(Manifest manifest, Arrival arrival) {
    var known = manifest.version(arrival.version());
    if (known.isEmpty()
        || !known.get().status().served()
        || !known.get().origin().equals(arrival.origin())) {
      return refused(
          Refusal.Reason.NOT_FOUND,
          "version "
              + arrival.version()
              + " was not published here; publish it before what goes"
              + " with it");
    }
    if (sameAsset(known.get(), arrival)) {
      return new Outcome.Same();
    }
    if (known.get().assets().containsKey(arrival.asset())) {
      return refused(
          Refusal.Reason.CONFLICT,
          arrival.asset()
              + " of version "
              + arrival.version()
              + " is published with other content; publish another version");
    }
    return new Outcome.Changed(
        manifest.with(
            arrival.version(),
            known
                .get()
                .with(
                    arrival.asset(),
                    arrival.digests(),
                    known.get().metadata(),
                    known.get().status())));
  }

  /**
   * Closes versions whose files are all there.
   *
   * @param versions those that are not open stay as they are
   * @param listed whether package managers are to list them
   */
  public static Manifest finish(Manifest manifest, List<String> versions, boolean listed) {
    var next = manifest;
    for (var version : versions) {
      var known = manifest.version(version);
      if (known.isPresent() && known.get().status() == VersionStatus.Unfinished) {
        next =
            next.with(
                version,
                known.get().with(listed ? VersionStatus.Published : VersionStatus.Unlisted));
      }
    }
    return next;
  }

  private static boolean sameAsset(PackageVersion version, Arrival arrival) {
    return arrival.digests().equals(version.assets().get(arrival.asset()))
        && version.status() != VersionStatus.Disposed;
  }

  /** The bytes are there; what is left to do is perhaps to close the version. */
  private static Outcome finish(Manifest manifest, PackageVersion known, Arrival arrival) {
    if (known.status() != VersionStatus.Unfinished || !arrival.finished()) {
      return new Outcome.Same();
    }
    return new Outcome.Changed(
        manifest.with(arrival.version(), known.with(VersionStatus.Published)));
  }

  private static Outcome created(
      Manifest manifest, Arrival arrival, OriginControls first, Instant now) {
    var assets = new TreeMap<String, Digests>();
    assets.put(arrival.asset(), arrival.digests());
    var version =
        new PackageVersion(
            arrival.finished() ? VersionStatus.Published : VersionStatus.Unfinished,
            arrival.origin(),
            (arrival.released() == null ? now : arrival.released()).toEpochMilli(),
            assets,
            arrival.describe() == null ? "" : arrival.describe().after(""));
    var decided = manifest.controls().byHand() || !manifest.versions().isEmpty();
    return new Outcome.Changed(
        (decided ? manifest : manifest.with(first)).with(arrival.version(), version));
  }

  private static Outcome added(Manifest manifest, PackageVersion known, Arrival arrival) {
    var version = arrival.version();
    var closed =
        switch (known.status()) {
          case Unfinished -> false;
          case Published, Unlisted -> !arrival.format().takesMoreAssets();
          case Archived, Disposed -> true;
        };
    if (known.assets().containsKey(arrival.asset()) && !arrival.replaces()) {
      return refused(
          Refusal.Reason.CONFLICT,
          arrival.asset()
              + " of version "
              + version
              + (known.status() == VersionStatus.Unfinished
                  ? " came before with other content, and the version was never finished;"
                      + " delete the version, then publish it anew"
                  : " is published with other content; publish another version"));
    }
    if (closed) {
      return refused(
          Refusal.Reason.CONFLICT,
          "version "
              + version
              + " is "
              + known.status().name().toLowerCase(Locale.ROOT)
              + " and takes no further files; publish another version");
    }
    var status =
        known.status() == VersionStatus.Unfinished && arrival.finished()
            ? VersionStatus.Published
            : known.status();
    var metadata =
        arrival.describe() == null ? known.metadata() : arrival.describe().after(known.metadata());
    return new Outcome.Changed(
        manifest.with(version, known.with(arrival.asset(), arrival.digests(), metadata, status)));
  }

  private static Outcome refused(Refusal.Reason reason, String message) {
    return new Outcome.Refused(new Refusal(reason, message));
  }
}
