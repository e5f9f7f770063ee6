package dev.slipway.runner;

import dev.slipway.api.v1alpha1.Blob;
import dev.slipway.api.v1alpha1.BuildArtifact;
import dev.slipway.api.v1alpha1.BuildDependencies;
import dev.slipway.api.v1alpha1.BuildPhase;
import dev.slipway.api.v1alpha1.BuildPhaseType;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.api.v1alpha1.BuiltImage;
import dev.slipway.api.v1alpha1.PhaseContext;
import dev.slipway.core.build.BuildReport;
import dev.slipway.core.build.ImageRequest;
import dev.slipway.core.status.Times;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is known of the build so far; every change makes a new report. Thread-safe. */
final class Progress {

  private final InstantSource clock;
  private final Consumer<BuildReport> listener;
  private final List<BuildPhase> phases = new ArrayList<>();
  private final List<BuildArtifact> artifacts = new ArrayList<>();
  private final List<BuiltImage> images = new ArrayList<>();
  private final List<ImageRequest> requests = new ArrayList<>();
  private BuildState state = BuildState.IN_PROGRESS;
  private Map<String, String> exported = Map.of();
  private String commit;
  private Blob log;
  private BuildDependencies dependencies;
  private long sequence;

  Progress(InstantSource clock, Consumer<BuildReport> listener) {
    this.clock = clock;
    this.listener = listener;
  }

  synchronized void begin(BuildPhaseType type) {
    phases.add(
        new BuildPhase(
            type, BuildState.IN_PROGRESS, Times.format(clock.instant()), null, null, List.of()));
    changed();
  }

  synchronized void end(BuildState how, List<PhaseContext> contexts) {
    var last = phases.removeLast();
    var now = clock.instant();
    phases.add(
        new BuildPhase(
            last.type(),
            how,
            last.startTime(),
            Times.format(now),
            Math.max(0, Duration.between(Times.parse(last.startTime()), now).toSeconds()),
            contexts));
    changed();
  }

  synchronized void commit(String id) {
    commit = id;
  }

  synchronized void exported(Map<String, String> variables) {
    exported = Map.copyOf(variables);
  }

  synchronized void artifact(BuildArtifact artifact) {
    artifacts.add(artifact);
  }

  synchronized void dependencies(BuildDependencies pulled) {
    dependencies = pulled;
  }

  synchronized int nextRequest() {
    return requests.size() + 1;
  }

  synchronized void request(ImageRequest request) {
    requests.add(request);
    changed();
  }

  synchronized void image(BuiltImage image) {
    images.add(image);
    changed();
  }

  synchronized List<BuiltImage> images() {
    return List.copyOf(images);
  }

  synchronized BuildReport finish(BuildState how, Blob stored) {
    state = how;
    log = stored;
    sequence++;
    return report();
  }

  private void changed() {
    sequence++;
    listener.accept(report());
  }

  private BuildReport report() {
    return new BuildReport(
        sequence, state, phases, commit, exported, artifacts, images, log, dependencies, requests);
  }
}
