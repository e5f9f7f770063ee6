package dev.slipway.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.EventPosition;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.TriggerState;
import dev.slipway.core.feed.FeedSight;
import dev.slipway.core.feed.PackageEvent;
import dev.slipway.core.pipeline.TriggerSight;
import dev.slipway.core.pipeline.Triggers;
import dev.slipway.core.plan.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Versions that are published to the repository of a pipeline's trigger, and what they started. */
final class Publications {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int MOST = 2;

  private final List<String> started = new ArrayList<>();
  private final Map<String, String> versions = new HashMap<>();
  private long published;

  private static Optional<EventPosition> stored(ModelCluster cluster) {
    var pipeline = cluster.list(Pipeline.class).getFirst();
    return Triggers.stored(pipeline, pipeline.getSpec().triggers().getFirst(), "default")
        .map(TriggerState::position);
  }

  /** Publishes one more; false when all are, or when the trigger has not begun. */
  boolean publish(ModelCluster cluster) {
    if (published == MOST || stored(cluster).isEmpty()) {
      return false;
    }
    published++;
    return true;
  }

  /** What a feed shows; it knows what the operator has stored before any informer does. */
  List<TriggerSight> sight(ModelCluster cluster) {
    long position = stored(cluster).map(EventPosition::sequenceNumber).orElse(published);
    var events =
        LongStream.rangeClosed(position + 1, published).mapToObj(Publications::event).toList();
    var reached = published == 0 ? new EventPosition(0L, null, null) : event(published).position();
    return List.of(new TriggerSight("default", null, new FeedSight(events, reached, null, null)));
  }

  private static PackageEvent event(long number) {
    return new PackageEvent(
        number,
        "event-" + number,
        START.plusSeconds(number),
        "libs",
        "npm",
        "",
        "core",
        "1." + number,
        "Published",
        "Created",
        true,
        1,
        "Publish",
        "me");
  }

  /** Hears of each change. */
  void check(ModelCluster.Change change) {
    if (change.before() == null
        && change.after() instanceof PipelineExecution execution
        && execution.getSpec().trigger() != null
        && "Package".equals(execution.getSpec().trigger().type())) {
      started.add(execution.getSpec().trigger().detail());
      versions.put(
          execution.getMetadata().getName(), execution.getSpec().trigger().published().version());
    }
    if (change.before() == null && change.after() instanceof BuildExecution build) {
      passedOn(build);
    }
  }

  /** A build gets the version that started its execution, and none in another one. */
  private void passedOn(BuildExecution build) {
    var execution = build.getMetadata().getLabels().get(Labels.PIPELINE_EXECUTION);
    build.getSpec().environmentVariables().stream()
        .filter(v -> v.name().equals("CORE"))
        .forEach(v -> assertThat(v.value()).isEqualTo(versions.get(execution)));
  }

  /** Each has started one execution, in their order. */
  void end() {
    assertThat(started)
        .isEqualTo(
            LongStream.rangeClosed(1, published)
                .mapToObj(n -> "npm core 1." + n + " in libs")
                .toList());
  }
}
