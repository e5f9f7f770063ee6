package dev.slipway.packages.event;

import dev.slipway.packages.event.Event.Cause;
import dev.slipway.packages.event.Event.Changes;
import dev.slipway.packages.event.Event.Operation;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.VersionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Says what has happened by comparing what a repository knew of a package with what it knows now:
 * one event for each version that differs; one for the package when only its tags or its origin
 * controls do.
 */
public final class Events {

  private Events() {}

  /**
   * The events of a change, in the order of the versions.
   *
   * @param stated by what it came to be so, where the change itself cannot tell
   */
  public static List<Event> of(
      PackageKey key, Manifest old, Manifest next, Optional<Cause> stated) {
    var events = new ArrayList<Event>();
    var versions = new TreeSet<>(old.versions().keySet());
    versions.addAll(next.versions().keySet());
    for (var version : versions) {
      var before = old.version(version);
      var after = next.version(version);
      if (!before.equals(after)) {
        events.add(of(key, version, before, after, stated));
      }
    }
    if (events.isEmpty() && !old.equals(next)) {
      events.add(ofPackage(key, old, next));
    }
    return events;
  }

  private static Event of(
      PackageKey key,
      String version,
      Optional<PackageVersion> before,
      Optional<PackageVersion> after,
      Optional<Cause> stated) {
    var known = after.or(() -> before).orElseThrow();
    return new Event(
        key,
        version,
        after.isPresent() ? known.status().name() : Event.DELETED,
        known.revision(),
        changes(before, after),
        before.isEmpty()
            ? Operation.Created
            : after.isEmpty() ? Operation.Deleted : Operation.Updated,
        Optional.of(known.origin()),
        after.isEmpty() ? Cause.Delete : stated.orElseGet(() -> cause(key, before, known)));
  }

  private static Changes changes(Optional<PackageVersion> before, Optional<PackageVersion> after) {
    int added = 0;
    int updated = 0;
    int removed = 0;
    var old = before.map(PackageVersion::assets);
    var now = after.map(PackageVersion::assets);
    if (now.isPresent()) {
      for (var asset : now.get().entrySet()) {
        var was = old.map(a -> a.get(asset.getKey())).orElse(null);
        if (was == null) {
          added++;
        } else if (!was.equals(asset.getValue())) {
          updated++;
        }
      }
    }
    if (old.isPresent()) {
      for (var asset : old.get().keySet()) {
        if (now.isEmpty() || !now.get().containsKey(asset)) {
          removed++;
        }
      }
    }
    return new Changes(
        added,
        removed,
        updated,
        !before.map(PackageVersion::metadata).equals(after.map(PackageVersion::metadata)),
        !before.map(PackageVersion::status).equals(after.map(PackageVersion::status)));
  }

  private static Cause cause(PackageKey key, Optional<PackageVersion> before, PackageVersion now) {
    if (now.status() == VersionStatus.Disposed) {
      return before.isPresent() ? Cause.Dispose : arrival(key, now.origin());
    }
    if (before.isEmpty()
        || !before.get().assets().equals(now.assets())
        || before.get().status() == VersionStatus.Unfinished) {
      return arrival(key, now.origin());
    }
    return before.get().status() == now.status() ? Cause.Metadata : Cause.Status;
  }

  private static Cause arrival(PackageKey key, Origin origin) {
    if (!origin.entryPoint().equals(key.repository())) {
      return Cause.Retain;
    }
    return origin.type() == Origin.Type.INTERNAL ? Cause.Publish : Cause.Ingest;
  }

  private static Event ofPackage(PackageKey key, Manifest old, Manifest next) {
    return new Event(
        key,
        "",
        "",
        "",
        Changes.NONE,
        old.isEmpty() ? Operation.Created : next.isEmpty() ? Operation.Deleted : Operation.Updated,
        Optional.empty(),
        next.isEmpty()
            ? Cause.Delete
            : old.controls().equals(next.controls()) ? Cause.Tag : Cause.Origin);
  }
}
