package dev.slipway.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.EventPosition;
import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineStatus;
import dev.slipway.api.v1alpha1.PublishedVersion;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.v1alpha1.Trigger;
import dev.slipway.api.v1alpha1.TriggerState;
import dev.slipway.core.feed.FeedSight;
import dev.slipway.core.feed.PackageEvent;
import dev.slipway.core.feed.TestEvents;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Plan;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a pipeline does with the packages that its triggers name. */
final class TriggersTest {

  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

  private final Pipeline pipeline =
      Serialization.unmarshal(
          """
          apiVersion: slipway.dev/v1alpha1
          kind: Pipeline
          metadata: {name: app, namespace: team, uid: u, generation: 1}
          spec:
            triggers: [{package: {repository: libs, format: maven, name: 'com.example:core'}}]
            stages:
              - name: Source
                actions: [{name: git, outputArtifacts: [{name: source}], git: {url: x, branch: main}}]
              - name: Build
                actions: [{name: app, inputArtifacts: [source], build: {project: app}}]
          """,
          Pipeline.class);

  private static FeedSight sight(PackageEvent... events) {
    return new FeedSight(
        List.of(events),
        events.length == 0 ? at(7) : events[events.length - 1].position(),
        null,
        null);
  }

  private static EventPosition at(long number) {
    return TestEvents.published(number, "1").position();
  }

  private Plan<PipelineStatus> plan(FeedSight... sights) {
    return PipelinePlanner.plan(
        new PipelineObservation(
            pipeline,
            List.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Stream.of(sights).map(s -> new TriggerSight("default", null, s)).toList()),
        NOW);
  }

  private TriggerState pass(FeedSight sight) {
    var plan = plan(sight);
    pipeline.setStatus(plan.status());
    return plan.status().triggers().getFirst();
  }

  private static List<PipelineExecution> started(Plan<PipelineStatus> plan) {
    return plan.actions().stream()
        .filter(Action.Create.class::isInstance)
        .map(a -> (PipelineExecution) ((Action.Create) a).object())
        .toList();
  }

  @Test
  void aNewTriggerBeginsWithNow() {
    assertThat(pass(FeedSight.NONE).position()).isNull();
    assertThat(pipeline.getStatus().conditions().getFirst().getReason()).isEqualTo("Starting");
    assertThat(started(plan(sight()))).isEmpty();
    assertThat(pass(sight()).position()).isEqualTo(at(7));
  }

  @Test
  void aPublishedVersionStartsAnExecutionThatSaysWhatAndWho() {
    pass(sight());
    var event = TestEvents.published(9, "1.2.0");
    var plan = plan(sight(event));
    var execution = started(plan).getFirst();
    assertThat(execution.getSpec().trigger())
        .isEqualTo(
            new Trigger(
                "Package",
                "maven com.example:core 1.2.0 in libs",
                "system:serviceaccount:team:publisher",
                new PublishedVersion(
                    "default", "libs", PackageFormat.maven, "com.example", "core", "1.2.0")));
    assertThat(execution.getSpec().sourceRevisions()).as("sources take their newest").isEmpty();
    var state = plan.status().triggers().getFirst();
    assertThat(state.position()).isEqualTo(event.position());
    assertThat(state.execution()).isEqualTo(execution.getMetadata().getName());
  }

  @Test
  void theNameFollowsFromTheEventAloneSoThatNothingStartsTwice() {
    var event = TestEvents.published(9, "1.2.0");
    var again = TestEvents.read(12, "e9", "maven", "com.example", "core", "1.2.0", "Published");
    var name = started(plan(sight(event))).getFirst().getMetadata().getName();
    assertThat(started(plan(sight(event))).getFirst().getMetadata().getName()).isEqualTo(name);
    assertThat(started(plan(sight(TestEvents.published(10, "1.2.0")))).getFirst().getMetadata())
        .extracting("name")
        .isNotEqualTo(name);
    assertThat(started(plan(sight(event, again)))).as("an event that is told twice").hasSize(1);
    assertThat(name).matches("app-[0-9a-z]{8}-[0-9a-f]{10}");
  }

  @Test
  void namesAreInTheOrderOfTheEventsAndFitKubernetes() {
    var awkward = "x.".repeat(120) + "y";
    pipeline.getMetadata().setName(awkward);
    var events = LongStream.rangeClosed(1, 9).mapToObj(n -> TestEvents.published(n, "1." + n));
    var names =
        started(plan(sight(events.toArray(PackageEvent[]::new)))).stream()
            .map(e -> e.getMetadata().getName())
            .toList();
    assertThat(names).hasSize(9).doesNotHaveDuplicates();
    assertThat(names).allMatch(n -> n.matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?") && n.length() <= 63);
    pipeline.getMetadata().setName("app");
    var short9 = LongStream.rangeClosed(1, 9).mapToObj(n -> TestEvents.published(n, "1." + n));
    assertThat(
            started(plan(sight(short9.toArray(PackageEvent[]::new)))).stream()
                .map(e -> e.getMetadata().getName()))
        .isSorted();
  }

  @Test
  void aLongNameIsCutInTheDetail() {
    var event =
        TestEvents.read(
            1, "e", "maven", "g".repeat(255), "n".repeat(255), "9".repeat(900), "Published");
    assertThat(started(plan(sight(event))).getFirst().getSpec().trigger().detail()).hasSize(1000);
  }

  @Test
  void manyPublicationsAreStartedInPassesOfFifty() {
    var events =
        LongStream.rangeClosed(1, 120)
            .mapToObj(n -> TestEvents.published(n, "1." + n))
            .toArray(PackageEvent[]::new);
    var plan = plan(sight(events));
    assertThat(started(plan)).hasSize(50);
    assertThat(plan.status().triggers().getFirst().position()).isEqualTo(events[49].position());
    assertThat(plan.nextDeadline()).contains(NOW);
  }

  @Test
  void anInvalidPipelineStartsNothingAndItsEventsWait() {
    pass(sight());
    var broken =
        Serialization.unmarshal(
            Serialization.asYaml(pipeline).replace("- \"source\"", "- \"absent\""), Pipeline.class);
    pipeline.setSpec(broken.getSpec());
    var plan = plan(sight(TestEvents.published(9, "1")));
    assertThat(plan.status().conditions().getFirst().getReason()).isEqualTo("InvalidPipeline");
    assertThat(started(plan)).isEmpty();
    assertThat(plan.status().triggers().getFirst().position()).isEqualTo(at(7));
  }

  @Test
  void aPositionIsStoredOnlyNowAndThenWhileNothingIsWanted() {
    pass(sight());
    assertThat(pass(new FeedSight(List.of(), at(1006), null, null)).position()).isEqualTo(at(7));
    assertThat(pass(new FeedSight(List.of(), at(1007), null, null)).position()).isEqualTo(at(1007));
    assertThat(pass(new FeedSight(List.of(), at(3), null, null)).position())
        .as("another log")
        .isEqualTo(at(3));
  }

  @Test
  void whatWasMissedIsAWarningAndStaysInTheStatus() {
    pass(sight());
    var plan = plan(new FeedSight(List.of(), at(40), "events 8 to 30 were gone", null));
    assertThat(plan.actions())
        .containsExactly(
            new Action.Emit(
                Action.EventType.Warning,
                "PackageEventsMissed",
                "spec.triggers[0].package: events 8 to 30 were gone"));
    pipeline.setStatus(plan.status());
    var state = pass(new FeedSight(List.of(), at(40), null, null));
    assertThat(state.missed()).isEqualTo("events 8 to 30 were gone");
    assertThat(state.position()).isEqualTo(at(40));
  }

  @Test
  void aServerThatIsAwayIsACondition() {
    pass(sight());
    var plan = plan(new FeedSight(List.of(), at(7), null, "it does not answer"));
    var condition = plan.status().conditions().getFirst();
    assertThat(condition.getReason()).isEqualTo("TriggerUnavailable");
    assertThat(condition.getMessage()).isEqualTo("spec.triggers[0].package: it does not answer");
    assertThat(plan.status().triggers().getFirst().position()).isEqualTo(at(7));
  }

  @Test
  void anotherTriggerOrDomainBeginsAnew() {
    pass(sight());
    var trigger = pipeline.getSpec().triggers().getFirst();
    assertThat(Triggers.stored(pipeline, trigger, "default")).isPresent();
    assertThat(Triggers.stored(pipeline, trigger, "other")).isEmpty();
    var changed =
        Serialization.unmarshal(
            Serialization.asYaml(pipeline).replace("com.example:core", "com.example:*"),
            Pipeline.class);
    assertThat(Triggers.stored(pipeline, changed.getSpec().triggers().getFirst(), "default"))
        .isEmpty();
  }

  @Test
  void whileItsRepositoryIsGoneATriggerKeepsItsPlace() {
    pass(sight());
    var plan =
        PipelinePlanner.plan(
            new PipelineObservation(
                pipeline,
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(TriggerSight.problem("there is no Repository libs in this namespace"))),
            NOW);
    assertThat(plan.status().triggers().getFirst().position()).isEqualTo(at(7));
    assertThat(plan.status().conditions().getFirst().getMessage())
        .isEqualTo("spec.triggers[0].package: there is no Repository libs in this namespace");
  }

  @Test
  void withoutDetectChangesOnlyPackagesStart() {
    var heads = Map.of("git", new SourceHead("a".repeat(40), null));
    for (var detect : List.of(true, false)) {
      var quiet =
          Serialization.unmarshal(
              Serialization.asYaml(pipeline)
                  .replaceAll("( +)url: \"x\"", "$0\n$1detectChanges: " + detect),
              Pipeline.class);
      var plan =
          PipelinePlanner.plan(
              new PipelineObservation(
                  quiet,
                  List.of(),
                  Map.of(),
                  Map.of(),
                  Map.of(),
                  heads,
                  List.of(new TriggerSight("default", null, sight()))),
              NOW);
      assertThat(started(plan)).hasSize(detect ? 1 : 0);
      assertThat(plan.status().conditions().getFirst().getMessage())
          .isEqualTo(
              detect
                  ? "every new commit, and every version that a trigger names, starts an execution"
                  : "every version that a trigger names starts an execution");
    }
  }

  @Test
  void nothingIsPublishedToAProxy() {
    var proxy =
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: Repository
            metadata: {name: outside}
            spec: {remote: {format: npm, url: 'http://npm.example.com/'}}
            """,
            Repository.class);
    assertThat(Triggers.problem("outside", proxy))
        .hasValueSatisfying(p -> assertThat(p).contains("has a remote"));
    assertThat(Triggers.problem("libs", null))
        .contains("there is no Repository libs in this namespace");
  }
}
