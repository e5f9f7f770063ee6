package dev.slipway.packages.model;

import static dev.slipway.packages.model.Samples.NOW;
import static dev.slipway.packages.model.Samples.arrival;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.OriginControls.Switch;
import dev.slipway.packages.model.Publishing.Arrival;
import dev.slipway.packages.model.Publishing.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PublishingTest {

  private static Manifest changed(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Changed.class);
    return ((Outcome.Changed) outcome).manifest();
  }

  private static Refusal refusal(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).refusal();
  }

  private static Arrival fromOutside(String version, String asset, String content) {
    return new Arrival(
        Format.maven,
        version,
        asset,
        Samples.digests(content),
        null,
        true,
        false,
        Samples.OUTSIDE,
        null);
  }

  @Test
  void theFirstPublishedVersionKeepsOthersOut() {
    var manifest = changed(Publishing.publish(Manifest.EMPTY, arrival("1", "a", "one"), NOW));
    assertThat(manifest.controls())
        .isEqualTo(new OriginControls(Switch.ALLOW, Switch.BLOCK, false));
    assertThat(manifest.version("1").orElseThrow().published()).isEqualTo(NOW);
    assertThat(refusal(Publishing.ingest(manifest, fromOutside("2", "a", "x"), NOW)).reason())
        .isEqualTo(Refusal.Reason.BLOCKED);
    assertThat(refusal(Publishing.ingest(manifest, fromOutside("1", "b", "x"), NOW)).reason())
        .as("no new asset of a version that is here, either")
        .isEqualTo(Refusal.Reason.BLOCKED);
  }

  @Test
  void theFirstVersionFromOutsideKeepsPublishersOut() {
    var manifest = changed(Publishing.ingest(Manifest.EMPTY, fromOutside("1", "a", "one"), NOW));
    assertThat(manifest.controls())
        .isEqualTo(new OriginControls(Switch.BLOCK, Switch.ALLOW, false));
    assertThat(refusal(Publishing.publish(manifest, arrival("2", "a", "x"), NOW)).reason())
        .isEqualTo(Refusal.Reason.BLOCKED);
    assertThat(changed(Publishing.ingest(manifest, fromOutside("2", "a", "x"), NOW)).versions())
        .containsOnlyKeys("1", "2");
  }

  @ParameterizedTest
  @CsvSource({
    "ALLOW, ALLOW, true, true",
    "ALLOW, BLOCK, true, false",
    "BLOCK, ALLOW, false, true",
    "BLOCK, BLOCK, false, false",
  })
  void whatPeopleSetBeforeTheFirstVersionStays(
      Switch publish, Switch upstream, boolean published, boolean ingested) {
    var controls = new OriginControls(publish, upstream, true);
    var manifest = Manifest.EMPTY.with(controls);
    var direct = Publishing.publish(manifest, arrival("1", "a", "one"), NOW);
    var outside = Publishing.ingest(manifest, fromOutside("1", "a", "one"), NOW);
    assertThat(direct instanceof Outcome.Changed).isEqualTo(published);
    assertThat(outside instanceof Outcome.Changed).isEqualTo(ingested);
    if (direct instanceof Outcome.Changed c) {
      assertThat(c.manifest().controls()).isEqualTo(controls);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // What stands there | what arrives | outcome
    "Published, maven, a, one, Same",
    "Published, maven, a, other, CONFLICT",
    "Published, maven, b, x, Changed",
    "Published, npm, b, x, CONFLICT",
    "Published, generic, b, x, CONFLICT",
    "Unlisted, maven, a, one, Same",
    "Unlisted, maven, a, other, CONFLICT",
    "Unlisted, pypi, b, x, Changed",
    "Archived, maven, a, one, Same",
    "Archived, maven, b, x, CONFLICT",
    "Disposed, maven, a, one, CONFLICT",
    "Disposed, maven, b, x, CONFLICT",
    "Unfinished, npm, b, x, Changed",
    "Unfinished, maven, a, other, CONFLICT",
  })
  void aVersionThatIsThere(
      VersionStatus status, Format format, String asset, String content, String outcome) {
    var manifest = Samples.with(status);
    var result = Publishing.publish(manifest, arrival(format, "1", asset, content, false), NOW);
    switch (result) {
      case Outcome.Changed c -> {
        assertThat(outcome).isEqualTo("Changed");
        assertThat(c.manifest().version("1").orElseThrow().status()).isEqualTo(status);
        assertThat(c.manifest().version("1").orElseThrow().assets()).containsOnlyKeys("a", "b");
      }
      case Outcome.Same _ -> assertThat(outcome).isEqualTo("Same");
      case Outcome.Refused r -> assertThat(outcome).isEqualTo(r.refusal().reason().name());
    }
  }

  @Test
  void aVersionIsUnfinishedUntilItsLastAsset() {
    var first =
        changed(
            Publishing.publish(
                Manifest.EMPTY, arrival(Format.generic, "1", "a", "one", false), NOW));
    assertThat(first.version("1").orElseThrow().status()).isEqualTo(VersionStatus.Unfinished);
    var whole =
        changed(Publishing.publish(first, arrival(Format.generic, "1", "b", "two", true), NOW));
    assertThat(whole.version("1").orElseThrow().status()).isEqualTo(VersionStatus.Published);
    var repeated =
        changed(Publishing.publish(first, arrival(Format.generic, "1", "a", "one", true), NOW));
    assertThat(repeated.version("1").orElseThrow().status()).isEqualTo(VersionStatus.Published);
  }

  @Test
  void anotherAssetIsAnotherRevision() {
    var one = changed(Publishing.publish(Manifest.EMPTY, arrival("1", "a", "one"), NOW));
    var two = changed(Publishing.publish(one, arrival("1", "b", "two"), NOW.plusSeconds(9)));
    var late =
        changed(
            Publishing.publish(
                changed(Publishing.publish(Manifest.EMPTY, arrival("1", "b", "two"), NOW)),
                arrival("1", "a", "one"),
                NOW));
    var revision = two.version("1").orElseThrow().revision();
    assertThat(revision).isNotEqualTo(one.version("1").orElseThrow().revision());
    assertThat(revision)
        .as("the order in which assets came does not matter")
        .isEqualTo(late.version("1").orElseThrow().revision());
  }

  @Test
  void whatGoesWithAVersionIsAddedOnceToOneThatWasPublishedHere() {
    var symbols = arrival("1", "symbols", "pdb");
    assertThat(refusal(Publishing.attach(Manifest.EMPTY, symbols)).reason())
        .isEqualTo(Refusal.Reason.NOT_FOUND);
    var published = changed(Publishing.publish(Manifest.EMPTY, arrival("1", "a", "one"), NOW));
    var with = changed(Publishing.attach(published, symbols));
    assertThat(with.version("1").orElseThrow().assets()).containsOnlyKeys("a", "symbols");
    assertThat(with.version("1").orElseThrow().status()).isEqualTo(VersionStatus.Published);
    assertThat(Publishing.attach(with, symbols)).isInstanceOf(Outcome.Same.class);
    assertThat(refusal(Publishing.attach(with, arrival("1", "symbols", "other"))).reason())
        .isEqualTo(Refusal.Reason.CONFLICT);
    var ingested = changed(Publishing.ingest(Manifest.EMPTY, fromOutside("1", "a", "one"), NOW));
    assertThat(refusal(Publishing.attach(ingested, symbols)).reason())
        .as("not to what comes from elsewhere")
        .isEqualTo(Refusal.Reason.NOT_FOUND);
  }
}
