package dev.slipway.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.DomainSpec;
import dev.slipway.api.v1alpha1.PackageEventRule;
import dev.slipway.core.plan.Action.EventType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PackageNewsTest {

  private static PackageEvent event(long number, String version, String cause, String user) {
    var state =
        cause.equals("Delete") ? "Deleted" : cause.equals("Status") ? "Archived" : "Published";
    var e = TestEvents.read(number, "e" + number, "npm", "acme", "core", version, state);
    return new PackageEvent(
        number, e.id(), e.time(), "libs", "npm", "acme", "core", version, state, "Updated", true, 0,
        cause, user);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Publish | PackagePublished | Normal | npm @acme/core 1.0: published (Published) by me",
        "Status | PackageStatusChanged | Normal | npm @acme/core 1.0: made Archived by me",
        "Delete | PackageDeleted | Warning | npm @acme/core 1.0: deleted by me",
        "Dispose | PackageDisposed | Warning | npm @acme/core 1.0: disposed of, its bytes are gone, by me",
        "Quarantine | PackageQuarantined | Warning | npm @acme/core 1.0: refused, other bytes than at first came when it was asked for by me",
        "Accept | QuarantineAccepted | Normal | npm @acme/core 1.0: bytes in quarantine accepted by me",
        "Discard | QuarantineDiscarded | Normal | npm @acme/core 1.0: bytes in quarantine discarded by me",
        "Later | PackageChanged | Normal | npm @acme/core 1.0: changed by me",
      })
  void aChangeIsASentence(String cause, String reason, EventType type, String message) {
    var news = PackageNews.of(List.of(event(1, "1.0", cause, "me"))).getFirst();
    assertThat(news).isEqualTo(new PackageNews.News("libs", type, reason, message, "e1 e1"));
  }

  @Test
  void whatOneCallerDidToOnePackageIsOneSentence() {
    var events =
        LongStream.rangeClosed(1, 8).mapToObj(n -> event(n, "1." + n, "Delete", "me")).toList();
    assertThat(PackageNews.of(events))
        .singleElement()
        .satisfies(
            n ->
                assertThat(n.message())
                    .isEqualTo("npm @acme/core 1.1, 1.2, 1.3, 1.4, 1.5 and 3 more: deleted by me"));
  }

  @Test
  void theSameDoneAgainIsAnotherEvent() {
    var first = PackageNews.of(List.of(event(1, "1.0", "Status", "me"))).getFirst();
    var second = PackageNews.of(List.of(event(2, "1.0", "Status", "me"))).getFirst();
    assertThat(second.message()).isEqualTo(first.message());
    assertThat(second.identity()).isNotEqualTo(first.identity());
  }

  @Test
  void ofAStormNumbersAreLeft() {
    var events =
        LongStream.rangeClosed(1, 400)
            .mapToObj(n -> TestEvents.read(n, "e" + n, "npm", "", "p" + n, "1", "Published"))
            .toList();
    var news = PackageNews.of(events);
    assertThat(news).hasSize(PackageNews.MOST + 1);
    assertThat(news.getLast().reason()).isEqualTo("PackagesChanged");
    assertThat(news.getLast().message())
        .startsWith("390 more changes at the same time: 390 Publish;");
  }

  private static List<PackageEventRule> rules(String yaml) {
    return PackageRules.of(Serialization.unmarshal(yaml, DomainSpec.class));
  }

  @ParameterizedTest
  @CsvSource({
    "Publish,  me, false",
    "Ingest,   me, false",
    "Retain,   me, false",
    "Copy,     me, false",
    "Metadata, me, false",
    "Tag,      me, false",
    "Status,   me, true",
    "Dispose,  me, true",
    "Delete,   me, true",
    "Origin,   me, true",
    "Quarantine, me, true",
    "Quarantine, '', true",
    "Accept, me, true",
    "Discard, me, true",
    "Delete,   '', false",
  })
  void whereNobodySaysOtherwiseWhatPeopleTakeAwayIsRecorded(
      String cause, String user, boolean recorded) {
    assertThat(PackageRules.record(rules("{}"), event(1, "1", cause, user))).isEqualTo(recorded);
  }

  private static PackageEvent ofDomain(String repository, String state) {
    var e = event(1, "6.6.6", "Retain", "me");
    return new PackageEvent(
        1,
        e.id(),
        e.time(),
        repository,
        "npm",
        "",
        "bad",
        "6.6.6",
        state,
        "Created",
        true,
        0,
        "Retain",
        "me");
  }

  @Test
  void aTakeDownIsSaidOnceOfTheDomainAndOtherRecordsOfADomainAreNot() {
    var takenDown = ofDomain(".domain", "Disposed");
    assertThat(PackageRules.record(rules("{}"), takenDown)).isTrue();
    assertThat(PackageNews.of(List.of(takenDown)))
        .containsExactly(
            new PackageNews.News(
                ".domain",
                EventType.Warning,
                "PackageTakenDown",
                "npm bad 6.6.6: taken down in the whole domain by me",
                "e1 e1"));
    assertThat(
            PackageRules.record(
                rules("events: [{changes: [Retain]}]"), ofDomain(".digests", "Published")))
        .isFalse();
  }

  @Test
  void rulesSayWhatIsRecorded() {
    var published = event(1, "1", "Publish", "me");
    assertThat(rules("events: []")).isEmpty();
    assertThat(PackageRules.record(rules("events: [{changes: [Publish]}]"), published)).isTrue();
    assertThat(
            PackageRules.record(
                rules("events: [{changes: [Publish], repositories: [prod]}]"), published))
        .isFalse();
    assertThat(
            PackageRules.record(
                rules("events: [{changes: [Publish], formats: [pypi]}]"), published))
        .isFalse();
    assertThat(
            PackageRules.record(
                rules("events: [{changes: [Delete], automatic: true}]"),
                event(1, "1", "Delete", "")))
        .isTrue();
  }
}
