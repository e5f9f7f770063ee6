package dev.slipway.testkit.model;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildExecutionStatus;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentExecutionStatus;
import dev.slipway.api.v1alpha1.DeploymentState;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineExecutionSpec;
import dev.slipway.api.v1alpha1.SourceRevision;
import dev.slipway.core.pipeline.PipelineObservation;
import dev.slipway.core.pipeline.PipelinePlanner;
import dev.slipway.core.pipeline.PipelineResources;
import dev.slipway.core.pipeline.SourceHead;
import dev.slipway.core.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A pipeline with builds side by side and a deployment, commits, packages, executions by hand. */
final class PipelineScenario implements Scenario {

  private static final String PIPELINE =
      """
      apiVersion: slipway.dev/v1alpha1
      kind: Pipeline
      metadata: {name: shop}
      spec:
        history: {succeeded: 2, failed: 2}
        triggers: [{package: {repository: libs}}]
        stages:
          - name: Source
            actions:
              - {name: git, outputArtifacts: [{name: source}], git: {url: 'http://git/shop', branch: main}}
          - name: Build
            actions:
              - {name: app, namespace: app, inputArtifacts: [source], build: {project: app}}
              - {name: docs, inputArtifacts: [source], build: {project: docs}}
              - name: check
                runOrder: 2
                inputArtifacts: [source]
                build: {project: check, environmentVariables: [{name: IMAGE, value: '#{app.IMAGE}'}, {name: CORE, value: '#{trigger.PackageVersion}'}]}
          - name: Deploy
            actions:
              - {name: web, deploy: {group: web, images: {web: '#{app.IMAGE}'}}}
      """;

  private static final int COMMITS = 4;

  /** Whether builds may fail. */
  private final boolean failures;

  private final Publications publications = new Publications();
  private final PipelineInvariants invariants = new PipelineInvariants();
  private int commits = 1;
  private int byHand;
  private boolean edited;

  PipelineScenario(boolean failures) {
    this.failures = failures;
  }

  @Override
  public void begin(ModelCluster cluster) {
    cluster.create(Serialization.unmarshal(PIPELINE, Pipeline.class));
  }

  @Override
  public List<String> kinds() {
    return List.of(
        "Pipeline",
        "PipelineExecution",
        "BuildExecution",
        "DeploymentExecution",
        "ControllerRevision");
  }

  @Override
  public Class<? extends CustomResource<?, ?>> primary() {
    return Pipeline.class;
  }

  @Override
  public Plan<?> plan(HasMetadata primary, ModelCache cache, ModelCluster cluster) {
    return PipelinePlanner.plan(observation((Pipeline) primary, cache, cluster), cluster.now());
  }

  private PipelineObservation observation(
      Pipeline pipeline, ModelCache cache, ModelCluster cluster) {
    return new PipelineObservation(
        pipeline,
        cache.list(PipelineExecution.class),
        byName(cache.list(BuildExecution.class)),
        byName(cache.list(DeploymentExecution.class)),
        cache.list(ControllerRevision.class).stream()
            .collect(
                Collectors.toMap(r -> r.getMetadata().getName(), PipelineResources::definition)),
        Map.of("git", new SourceHead(commit(commits), null)),
        publications.sight(cluster));
  }

  private static <T extends HasMetadata> Map<String, T> byName(List<T> objects) {
    return objects.stream()
        .collect(Collectors.toMap(o -> o.getMetadata().getName(), Function.identity()));
  }

  private static String commit(int number) {
    return "%040d".formatted(number);
  }

  @Override
  public void move(ModelCluster cluster, RandomGenerator random) {
    switch (random.nextInt(12)) {
      case 0 -> commits = Math.min(COMMITS, commits + 1);
      case 1 -> startByHand(cluster);
      case 2 -> edit(cluster);
      case 11 -> publications.publish(cluster);
      case 3, 4, 5, 6, 7, 8 -> {
        var open = cluster.list(BuildExecution.class).stream().filter(b -> !done(b)).toList();
        if (!open.isEmpty()) {
          work(cluster, open.get(random.nextInt(open.size())), failures && random.nextInt(8) == 0);
        }
      }
      default -> {
        var open = cluster.list(DeploymentExecution.class).stream().filter(d -> !done(d)).toList();
        if (!open.isEmpty()) {
          work(cluster, open.get(random.nextInt(open.size())), failures && random.nextInt(8) == 0);
        }
      }
    }
  }

  @Override
  public boolean settle(ModelCluster cluster) {
    var build = cluster.list(BuildExecution.class).stream().filter(b -> !done(b)).findFirst();
    build.ifPresent(b -> work(cluster, b, false));
    if (build.isPresent()) {
      return true;
    }
    var deployment =
        cluster.list(DeploymentExecution.class).stream().filter(d -> !done(d)).findFirst();
    deployment.ifPresent(d -> work(cluster, d, false));
    if (deployment.isPresent()) {
      return true;
    }
    if (commits < COMMITS) {
      cluster.tick(cluster.now().plusSeconds(2));
      commits++;
      return true;
    }
    if (publications.publish(cluster)) {
      cluster.tick(cluster.now().plusSeconds(2));
      return true;
    }
    if (byHand == 0) {
      cluster.tick(cluster.now().plusSeconds(2));
      startByHand(cluster);
      return true;
    }
    return false;
  }

  private void startByHand(ModelCluster cluster) {
    if (byHand < 2) {
      var execution = new PipelineExecution();
      execution.setMetadata(new ObjectMetaBuilder().withName("by-hand-" + byHand++).build());
      var old = new SourceRevision("git", commit(1));
      execution.setSpec(
          new PipelineExecutionSpec("shop", null, byHand == 1 ? List.of() : List.of(old)));
      cluster.create(execution);
    }
  }

  private void edit(ModelCluster cluster) {
    if (!edited) {
      edited = true;
      var changed =
          PIPELINE.replace("name: docs", "name: manual").replace("name: Deploy", "name: Release");
      cluster.change(
          cluster.get(Pipeline.class, "shop").orElseThrow(),
          p -> p.setSpec(Serialization.unmarshal(changed, Pipeline.class).getSpec()));
    }
  }

  private static boolean done(BuildExecution build) {
    return build.getStatus() != null && build.getStatus().endTime() != null;
  }

  private static boolean done(DeploymentExecution deployment) {
    return deployment.getStatus() != null && deployment.getStatus().endTime() != null;
  }

  private static void work(ModelCluster cluster, BuildExecution build, boolean fails) {
    var first = build.getStatus() == null;
    var state = first ? BuildState.IN_PROGRESS : fails ? BuildState.FAILED : BuildState.SUCCEEDED;
    var image = Map.of("IMAGE", "registry/" + build.getMetadata().getName());
    var now = cluster.now().toString();
    cluster.change(
        build,
        b ->
            b.setStatus(
                new BuildExecutionStatus(
                    1L,
                    1L,
                    null,
                    state,
                    now,
                    first ? null : now,
                    null,
                    null,
                    first ? Map.of() : image,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null)));
  }

  private static void work(ModelCluster cluster, DeploymentExecution deployment, boolean fails) {
    var first = deployment.getStatus() == null;
    var state =
        first
            ? DeploymentState.InProgress
            : fails ? DeploymentState.Failed : DeploymentState.Succeeded;
    var now = cluster.now().toString();
    cluster.change(
        deployment,
        d ->
            d.setStatus(
                new DeploymentExecutionStatus(
                    1L,
                    "d-1",
                    state,
                    now,
                    first ? null : now,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null)));
  }

  @Override
  public void check(ModelCluster cluster, ModelCluster.Change change) {
    publications.check(change);
    invariants.check(cluster, change);
  }

  @Override
  public String end(ModelCluster cluster) {
    publications.end();
    return invariants.end(cluster, commit(commits));
  }
}
