package dev.slipway.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildExecutionStatus;
import dev.slipway.api.v1alpha1.BuildPhase;
import dev.slipway.api.v1alpha1.BuildPhaseType;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.core.build.BuildObservation;
import dev.slipway.core.build.BuildPlanner;
import dev.slipway.core.build.BuildReport;
import dev.slipway.core.build.BuildSettings;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Three builds of one project, their pods and what the runners in them report. */
final class BuildScenario implements Scenario {

  private static final String PROJECT =
      """
      apiVersion: slipway.dev/v1alpha1
      kind: BuildProject
      metadata: {name: app}
      spec:
        environment: {image: 'jdk:25'}
        source: {git: {url: 'http://git/app', branch: main}}
      """;

  private static final String BUILD =
      """
      apiVersion: slipway.dev/v1alpha1
      kind: BuildExecution
      metadata: {name: app-%d}
      spec: {project: app}
      """;

  private static final BuildSettings SETTINGS =
      new BuildSettings("slipway", "kaniko", "buildah", "http://operator");

  private static final List<BuildPhaseType> PHASES =
      List.of(BuildPhaseType.DOWNLOAD_SOURCE, BuildPhaseType.BUILD, BuildPhaseType.POST_BUILD);

  private final Set<String> created = new HashSet<>();

  /** What the runner of a build knows, and whether the operator has it. */
  private final Map<String, BuildReport> known = new HashMap<>();

  private final Map<String, BuildReport> told = new HashMap<>();
  private final Map<String, BuildReport> lastWords = new HashMap<>();
  private final Map<String, BuildState> expected = new HashMap<>();

  @Override
  public void begin(ModelCluster cluster) {
    cluster.create(Serialization.unmarshal(PROJECT, BuildProject.class));
    for (int i = 0; i < 3; i++) {
      cluster.create(Serialization.unmarshal(BUILD.formatted(i), BuildExecution.class));
    }
  }

  @Override
  public List<String> kinds() {
    return List.of("BuildExecution", "Pod");
  }

  @Override
  public Class<? extends CustomResource<?, ?>> primary() {
    return BuildExecution.class;
  }

  @Override
  public Plan<?> plan(HasMetadata primary, ModelCache cache, ModelCluster cluster) {
    return BuildPlanner.plan(
        observation((BuildExecution) primary, cache, cluster), SETTINGS, cluster.now());
  }

  private BuildObservation observation(
      BuildExecution build, ModelCache cache, ModelCluster cluster) {
    var name = build.getMetadata().getName();
    var pod = cache.list(Pod.class).stream().filter(p -> of(p).equals(name)).findFirst();
    var left = pod.filter(p -> ended(p)).map(p -> lastWords.get(name));
    return new BuildObservation(
        build,
        cluster.get(BuildProject.class, "app").orElseThrow(),
        pod.orElse(null),
        Map.of(),
        left.or(() -> Optional.ofNullable(told.get(name))).orElse(null),
        Map.of(),
        List.of(),
        List.of(),
        null);
  }

  private static String of(Pod pod) {
    return pod.getMetadata().getLabels().get(Labels.BUILD_EXECUTION);
  }

  private static boolean ended(Pod pod) {
    return Set.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
  }

  @Override
  public void killed() {
    told.clear();
  }

  @Override
  public void move(ModelCluster cluster, RandomGenerator random) {
    var open = cluster.list(Pod.class).stream().filter(p -> !ended(p)).toList();
    if (open.isEmpty()) {
      return;
    }
    var pod = open.get(random.nextInt(open.size()));
    if (random.nextInt(12) == 0 && !expected.containsKey(of(pod))) {
      expected.put(of(pod), BuildState.FAULT);
      phase(cluster, pod, "Failed", "Evicted");
    } else if (random.nextInt(3) == 0) {
      tell(of(pod));
    } else {
      work(cluster, pod);
    }
  }

  @Override
  public boolean settle(ModelCluster cluster) {
    var open = cluster.list(Pod.class).stream().filter(p -> !ended(p)).findFirst();
    open.ifPresent(p -> tell(of(p)));
    open.ifPresent(p -> work(cluster, p));
    return open.isPresent();
  }

  /** The runner sends what it knows, as often as it likes. */
  private void tell(String build) {
    Optional.ofNullable(known.get(build)).ifPresent(r -> told.put(build, r));
  }

  private void work(ModelCluster cluster, Pod pod) {
    if ("Pending".equals(pod.getStatus().getPhase())) {
      phase(cluster, pod, "Running", null);
      return;
    }
    var build = of(pod);
    int phases = known.containsKey(build) ? known.get(build).phases().size() : 0;
    if (phases < PHASES.size()) {
      known.put(build, report(cluster, phases + 1, BuildState.IN_PROGRESS));
    } else if (known.get(build).state() == BuildState.IN_PROGRESS) {
      known.put(build, report(cluster, PHASES.size(), BuildState.SUCCEEDED));
      expected.put(build, BuildState.SUCCEEDED);
    } else {
      lastWords.put(build, known.get(build));
      phase(cluster, pod, "Succeeded", null);
    }
  }

  private static BuildReport report(ModelCluster cluster, int count, BuildState state) {
    var now = cluster.now().toString();
    var phases = new ArrayList<BuildPhase>();
    for (int i = 0; i < count; i++) {
      var last = i == count - 1 && state == BuildState.IN_PROGRESS;
      phases.add(
          new BuildPhase(
              PHASES.get(i),
              last ? BuildState.IN_PROGRESS : BuildState.SUCCEEDED,
              now,
              last ? null : now,
              null,
              List.of()));
    }
    long sequence = count + (state == BuildState.IN_PROGRESS ? 0L : 1L);
    return new BuildReport(
        sequence, state, phases, "c0ffee", Map.of(), List.of(), List.of(), null, null, List.of());
  }

  private static void phase(ModelCluster cluster, Pod pod, String phase, String reason) {
    cluster.change(
        pod, p -> p.setStatus(new PodStatusBuilder().withPhase(phase).withReason(reason).build()));
  }

  @Override
  public void check(ModelCluster cluster, ModelCluster.Change change) {
    if (change.before() == null) {
      assertThat(created.add(change.key().toString())).as("%s made once", change.key()).isTrue();
    }
    if (change.after() instanceof Pod pod && change.before() == null) {
      var number =
          cluster.get(BuildExecution.class, of(pod)).orElseThrow().getStatus().buildNumber();
      assertThat(Serialization.asJson(pod)).contains("\\\"buildNumber\\\":" + number);
    }
    if (change.before() instanceof BuildExecution before
        && change.after() instanceof BuildExecution after
        && before.getStatus() != null) {
      forward(before.getStatus(), after.getStatus());
    }
  }

  private static void forward(BuildExecutionStatus before, BuildExecutionStatus after) {
    assertThat(after.buildNumber()).isEqualTo(before.buildNumber());
    assertThat(after.startTime()).isEqualTo(before.startTime());
    assertThat(after.currentPhase()).isGreaterThanOrEqualTo(before.currentPhase());
    if (before.endTime() != null) {
      assertThat(after).as("an ended build").isEqualTo(before);
    }
  }

  @Override
  public String end(ModelCluster cluster) {
    var lines = new ArrayList<String>();
    var numbers = new HashSet<Long>();
    for (var build : cluster.list(BuildExecution.class)) {
      var name = build.getMetadata().getName();
      assertThat(build.getStatus().buildStatus()).as(name).isEqualTo(expected.get(name));
      assertThat(numbers.add(build.getStatus().buildNumber())).as("number of %s", name).isTrue();
      lines.add(name + " " + build.getStatus().buildStatus());
    }
    assertThat(lines).hasSize(3);
    return String.join("\n", lines);
  }
}
