package dev.slipway.core.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainStatus;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.core.feed.FeedSight;
import dev.slipway.core.feed.PackageEvent;
import dev.slipway.core.feed.TestEvents;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Plan;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When a domain's package events become Kubernetes Events. */
final class DomainEventsTest {

  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

  private final Domain domain = domain("{}");

  private static Domain domain(String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: Domain
        metadata: {name: default, namespace: team, uid: d, generation: 1}
        spec: %s
        """
            .formatted(spec),
        Domain.class);
  }

  private static FeedSight sight(PackageEvent... events) {
    return new FeedSight(List.of(events), TestEvents.published(90, "1").position(), null, null);
  }

  private Plan<DomainStatus> plan(FeedSight sight, Instant now) {
    var libs =
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: Repository
            metadata: {name: libs, namespace: team, uid: r}
            spec: {}
            """,
            Repository.class);
    var plan =
        DomainPlanner.plan(
            new DomainObservation(domain, null, List.of(), List.of(libs), sight),
            new PackageServerSettings("image", Map.of()),
            now);
    domain.setStatus(plan.status());
    return plan;
  }

  private static Stream<Action.EmitAbout> said(Plan<DomainStatus> plan) {
    return plan.actions().stream()
        .filter(Action.EmitAbout.class::isInstance)
        .map(Action.EmitAbout.class::cast);
  }

  @Test
  void aChangeIsSaidOfItsRepositoryAndThenStored() {
    var plan = plan(sight(TestEvents.published(3, "1.0")), NOW);
    assertThat(said(plan))
        .singleElement()
        .satisfies(e -> assertThat(e.about().getMetadata().getUid()).isEqualTo("r"));
    assertThat(plan.status().events().position())
        .isEqualTo(TestEvents.published(3, "1.0").position());
    assertThat(plan.nextDeadline()).isEmpty();
  }

  @Test
  void whatComesSoonAfterWaitsUntilTenSecondsHavePassed() {
    plan(sight(TestEvents.published(3, "1.0")), NOW);
    var soon = plan(sight(TestEvents.published(4, "1.1")), NOW.plusSeconds(4));
    assertThat(said(soon)).isEmpty();
    assertThat(soon.nextDeadline()).contains(NOW.plusSeconds(10));
    assertThat(soon.status().events().position().sequenceNumber()).isEqualTo(3);
    var later =
        plan(
            sight(TestEvents.published(4, "1.1"), TestEvents.published(5, "1.2")),
            NOW.plusSeconds(10));
    assertThat(said(later)).hasSize(1);
    assertThat(later.status().events().position().sequenceNumber()).isEqualTo(5);
  }

  @Test
  void ofARepositoryThatIsGoneTheDomainSaysIt() {
    var of = TestEvents.published(3, "1.0");
    var other =
        new PackageEvent(
            3, "e", of.time(), "gone", "npm", "", "ms", "1", "Deleted", "Deleted", true, 0,
            "Delete", "me");
    assertThat(said(plan(sight(other), NOW)))
        .singleElement()
        .satisfies(e -> assertThat(e.about().getMetadata().getUid()).isEqualTo("d"));
  }

  @Test
  void nothingIsStoredWhereNothingIsToBeSaid() {
    domain.setSpec(domain("{events: []}").getSpec());
    assertThat(plan(FeedSight.NONE, NOW).status().events()).isNull();
  }

  @Test
  void whatWasMissedIsAWarningOfTheDomain() {
    var plan = plan(new FeedSight(List.of(), null, "events 1 to 3 were gone", null), NOW);
    assertThat(plan.actions())
        .contains(
            new Action.Emit(
                Action.EventType.Warning, "PackageEventsMissed", "events 1 to 3 were gone"));
    assertThat(plan.status().events().missed()).isEqualTo("events 1 to 3 were gone");
  }
}
