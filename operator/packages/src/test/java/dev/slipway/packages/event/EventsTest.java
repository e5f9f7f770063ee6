package dev.slipway.packages.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.packages.event.Event.Cause;
import dev.slipway.packages.event.Event.Changes;
import dev.slipway.packages.event.Event.Operation;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.OriginControls;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.store.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventsTest {

  private static final PackageKey KEY =
      new PackageKey("libs", new PackageName(Format.npm, "acme", "demo"));

  /** Versions as words: {@code STATUS assets metadata ORIGIN}; a hyphen for none. */
  private static Manifest manifest(String text) {
    var versions = new TreeMap<String, PackageVersion>();
    if (!text.equals("-")) {
      var words = text.split(" ", -1);
      var assets = new TreeMap<String, Digests>();
      for (var asset : words[1].split("", -1)) {
        if (!asset.isEmpty() && !asset.equals("-")) {
          // A capital is the same asset with other bytes.
          assets.put(
              asset.toLowerCase(Locale.ROOT), Hashing.of(asset.getBytes(StandardCharsets.UTF_8)));
        }
      }
      var origin =
          switch (words[3]) {
            case "own" -> new Origin(Origin.Type.INTERNAL, "libs");
            case "outside" -> new Origin(Origin.Type.EXTERNAL, "libs");
            default -> new Origin(Origin.Type.EXTERNAL, "other");
          };
      versions.put(
          "1", new PackageVersion(VersionStatus.valueOf(words[0]), origin, 0, assets, words[2]));
    }
    return new Manifest(OriginControls.OPEN, versions, new TreeMap<>());
  }

  @ParameterizedTest
  @CsvSource({
    "-,                Published a m own,     Created, Publish,  Published, 1 0 0 true true",
    "-,                Unfinished ab m own,   Created, Publish,  Unfinished, 2 0 0 true true",
    "-,                Published a m outside, Created, Ingest,   Published, 1 0 0 true true",
    "-,                Published a m away,    Created, Retain,   Published, 1 0 0 true true",
    "Published a m own, Published ab m own,   Updated, Publish,  Published, 1 0 0 false false",
    "Published a m own, Published A m own,    Updated, Publish,  Published, 0 0 1 false false",
    "Published a m away, Published ab m away, Updated, Retain,   Published, 1 0 0 false false",
    "Unfinished a m own, Published a m own,   Updated, Publish,  Published, 0 0 0 false true",
    "Published a m own, Archived a m own,     Updated, Status,   Archived, 0 0 0 false true",
    "Published a m own, Disposed - m own,     Updated, Dispose,  Disposed, 0 1 0 false true",
    "Unfinished - m own, Disposed - m own,    Updated, Dispose,  Disposed, 0 0 0 false true",
    "Published a m own, Published a n own,    Updated, Metadata, Published, 0 0 0 true false",
    "Published a m own, -,                    Deleted, Delete,   Deleted, 0 1 0 true true",
  })
  void whatHasHappenedToAVersion(
      String old, String next, Operation operation, Cause cause, String state, String changes) {
    var events = Events.of(KEY, manifest(old), manifest(next), Optional.empty());
    assertThat(events).hasSize(1);
    var event = events.getFirst();
    assertThat(event.operation()).isEqualTo(operation);
    assertThat(event.cause()).isEqualTo(cause);
    assertThat(event.state()).isEqualTo(state);
    var c = event.changes();
    assertThat(
            "%d %d %d %s %s"
                .formatted(
                    c.assetsAdded(),
                    c.assetsRemoved(),
                    c.assetsUpdated(),
                    c.metadataUpdated(),
                    c.statusChanged()))
        .isEqualTo(changes);
  }

  @Test
  void nothingHasHappenedWhereNothingDiffers() {
    var manifest = manifest("Published a m own");
    assertThat(Events.of(KEY, manifest, manifest, Optional.empty())).isEmpty();
  }

  @Test
  void whatIsStatedCountsMoreThanWhatCanBeSeen() {
    assertThat(
            Events.of(KEY, Manifest.EMPTY, manifest("Published a m own"), Optional.of(Cause.Copy)))
        .extracting(Event::cause)
        .containsExactly(Cause.Copy);
  }

  @Test
  void tagsAndControlsAloneAreEventsOfThePackage() {
    var manifest = manifest("Published a m own");
    var tagged = manifest.withTag("latest", "1");
    assertThat(Events.of(KEY, manifest, tagged, Optional.empty()))
        .containsExactly(
            new Event(
                KEY, "", "", "", Changes.NONE, Operation.Updated, Optional.empty(), Cause.Tag));
    var reserved =
        Manifest.EMPTY.with(
            new OriginControls(OriginControls.Switch.ALLOW, OriginControls.Switch.BLOCK, true));
    assertThat(Events.of(KEY, Manifest.EMPTY, reserved, Optional.empty()))
        .extracting(Event::operation, Event::cause)
        .containsExactly(tuple(Operation.Created, Cause.Origin));
    assertThat(Events.of(KEY, reserved, Manifest.EMPTY, Optional.empty()))
        .extracting(Event::operation, Event::cause)
        .containsExactly(tuple(Operation.Deleted, Cause.Delete));
  }

  @Test
  void anEventHasTheShapeOfEventBridges() {
    var event =
        Events.of(KEY, Manifest.EMPTY, manifest("Published a m own"), Optional.empty()).getFirst();
    var document =
        EventDocument.numbered(
            EventDocument.write(
                event, "id-1", Instant.parse("2026-01-01T00:00:00.123456Z"), "main", "team", "ann"),
            7);
    assertThat(document.toString())
        .isEqualTo(
            """
            {"version":"0","id":"id-1","detail-type":"CodeArtifact Package Version State Change",\
            "source":"slipway.packages","account":"team","time":"2026-01-01T00:00:00.123Z",\
            "region":"","resources":["repositories/libs/packages/npm/acme/demo"],\
            "detail":{"domainName":"main","domainOwner":"team","repositoryName":"libs",\
            "repositoryAdministrator":"team","packageFormat":"npm","packageNamespace":"acme",\
            "packageName":"demo","packageVersion":"1","packageVersionState":"Published",\
            "packageVersionRevision":"%s","changes":{"assetsAdded":1,"assetsRemoved":0,\
            "assetsUpdated":0,"metadataUpdated":true,"statusChanged":true},\
            "operationType":"Created","eventDeduplicationId":"id-1",\
            "origin":{"originType":"INTERNAL","domainEntryPoint":"libs"},"cause":"Publish",\
            "user":"ann","sequenceNumber":7}}\
            """
                .formatted(event.revision()));
  }
}
