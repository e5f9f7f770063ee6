package dev.slipway.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentExecutionSpec;
import dev.slipway.api.v1alpha1.DeploymentExecutionStatus;
import dev.slipway.api.v1alpha1.DeploymentGroup;
import dev.slipway.api.v1alpha1.DeploymentRevision;
import dev.slipway.api.v1alpha1.DeploymentState;
import dev.slipway.core.deploy.Colour;
import dev.slipway.core.deploy.DeployObservation;
import dev.slipway.core.deploy.DeployPlanner;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.plan.Proof;
import dev.slipway.core.plan.Pruning;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A group that is moved four times; the third revision never becomes ready. */
final class DeployScenario implements Scenario {

  private static final String GROUP =
      """
      apiVersion: slipway.dev/v1alpha1
      kind: DeploymentGroup
      metadata: {name: web}
      spec:
        workload: {name: template}
        service: {name: web, port: 80, targetPort: 8080}
        prober: {path: /, revisionHeader: X-Revision}
      """;

  private static final String TEMPLATE =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: template, labels: {app: web}}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers: [{name: web, image: 'web:0', readinessProbe: {httpGet: {port: 8080}}}]
      """;

  private static final List<String> IMAGES =
      List.of("web:1", "web:2", "web:" + DeployWorld.BROKEN, "web:4");

  private DeployWorld world;
  private int started;

  @Override
  public void begin(ModelCluster cluster) {
    world = new DeployWorld(cluster);
    cluster.create(Serialization.unmarshal(GROUP, DeploymentGroup.class));
    cluster.create(Serialization.unmarshal(TEMPLATE, Deployment.class));
    start(cluster);
  }

  private boolean start(ModelCluster cluster) {
    if (started == IMAGES.size()) {
      return false;
    }
    var execution = new DeploymentExecution();
    execution.setMetadata(new ObjectMetaBuilder().withName("move-" + started).build());
    execution.setSpec(
        new DeploymentExecutionSpec(
            "web", new DeploymentRevision(Map.of("web", IMAGES.get(started++))), null));
    cluster.create(execution);
    return true;
  }

  @Override
  public List<String> kinds() {
    return List.of("DeploymentExecution", "Deployment", "Pod", "EndpointSlice");
  }

  @Override
  public Class<? extends CustomResource<?, ?>> primary() {
    return DeploymentExecution.class;
  }

  @Override
  public Plan<?> plan(HasMetadata primary, ModelCache cache, ModelCluster cluster) {
    return DeployPlanner.plan(observation((DeploymentExecution) primary, cluster), cluster.now());
  }

  /** As the gatherer does: all but the execution itself is read from the server. */
  private DeployObservation observation(DeploymentExecution execution, ModelCluster cluster) {
    var colours = new EnumMap<Colour, Deployment>(Colour.class);
    cluster.list(Deployment.class).stream()
        .filter(d -> d.getMetadata().getLabels().containsKey(Labels.COLOUR))
        .forEach(d -> colours.put(colour(d.getMetadata().getLabels()), d));
    var order = Pruning.oldestFirst();
    return new DeployObservation(
        execution,
        cluster.get(DeploymentGroup.class, "web").orElseThrow(),
        cluster.get(Deployment.class, "template").orElseThrow(),
        colours,
        cluster.list(Service.class).stream()
            .collect(Collectors.toMap(s -> s.getMetadata().getName(), Function.identity())),
        cluster.list(EndpointSlice.class).stream()
            .collect(Collectors.groupingBy(s -> s.getMetadata().getName())),
        world.podsOf(Map.of(Labels.DEPLOYMENT_GROUP, "web")),
        world.results(),
        cluster.list(DeploymentExecution.class).stream()
            .filter(e -> !done(e) && order.compare(e, execution) < 0)
            .map(e -> e.getMetadata().getName())
            .toList());
  }

  private static Colour colour(Map<String, String> labels) {
    return Colour.valueOf(labels.get(Labels.COLOUR));
  }

  private static boolean done(DeploymentExecution execution) {
    return execution.getStatus() != null && execution.getStatus().endTime() != null;
  }

  @Override
  public void prove(Proof proof) {
    world.want(proof);
  }

  @Override
  public void killed() {
    world.forget();
  }

  @Override
  public void move(ModelCluster cluster, RandomGenerator random) {
    if (random.nextInt(25) == 0) {
      start(cluster);
    } else {
      var steps = world.steps();
      for (int i = 0; i < 3; i++) {
        steps.get(random.nextInt(steps.size())).go();
      }
    }
  }

  @Override
  public boolean settle(ModelCluster cluster) {
    if (world.steps().stream().anyMatch(DeployWorld.Step::go)) {
      return true;
    }
    if (!cluster.list(DeploymentExecution.class).stream().allMatch(DeployScenario::done)) {
      return false;
    }
    cluster.tick(cluster.now().plusSeconds(2));
    return start(cluster);
  }

  @Override
  public void check(ModelCluster cluster, ModelCluster.Change change) {
    if (change.after() instanceof Service after
        && change.before() instanceof Service before
        && !after.getSpec().getSelector().equals(before.getSpec().getSelector())) {
      assertThat(world.podsOf(after.getSpec().getSelector()))
          .as("pods that traffic moves to")
          .hasSizeGreaterThanOrEqualTo(2)
          .allMatch(DeployWorld::ready);
    }
    if (change.after() instanceof Deployment after
        && change.before() instanceof Deployment before
        && after.getSpec().getReplicas() < before.getSpec().getReplicas()) {
      assertThat(active(cluster))
          .isNotEqualTo(Optional.of(colour(after.getMetadata().getLabels())));
    }
    if (change.after() instanceof DeploymentExecution after
        && change.before() instanceof DeploymentExecution before
        && before.getStatus() != null) {
      forward(before.getStatus(), after.getStatus());
    }
    if (change.after() instanceof DeploymentExecution) {
      assertThat(
              cluster.list(DeploymentExecution.class).stream()
                  .filter(e -> e.getStatus() != null && !done(e))
                  .filter(e -> !e.getStatus().targets().isEmpty()))
          .as("deployments that move the group")
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  private static Optional<Colour> active(ModelCluster cluster) {
    return cluster.get(Service.class, "web").map(s -> colour(s.getSpec().getSelector()));
  }

  private static void forward(DeploymentExecutionStatus before, DeploymentExecutionStatus after) {
    assertThat(after.startTime()).isEqualTo(before.startTime());
    if (before.revision() != null) {
      assertThat(after.revision()).isEqualTo(before.revision());
    }
    if (before.endTime() != null) {
      assertThat(after).as("an ended deployment").isEqualTo(before);
    }
  }

  @Override
  public String end(ModelCluster cluster) {
    var lines = new ArrayList<String>();
    var executions = cluster.list(DeploymentExecution.class);
    assertThat(executions).hasSize(IMAGES.size());
    Colour serving = null;
    for (var execution : executions) {
      var image = execution.getSpec().revision().images().get("web");
      var broken = image.contains(DeployWorld.BROKEN);
      assertThat(execution.getStatus().status())
          .as(image)
          .isEqualTo(broken ? DeploymentState.Failed : DeploymentState.Succeeded);
      if (!broken) {
        serving = Colour.valueOf(execution.getStatus().targets().getFirst().colour());
      }
      lines.add(image + " " + execution.getStatus().status());
    }
    assertThat(active(cluster)).contains(serving);
    for (var deployment : cluster.list(Deployment.class)) {
      if (deployment.getMetadata().getLabels().containsKey(Labels.COLOUR)) {
        assertThat(deployment.getSpec().getReplicas())
            .as(deployment.getMetadata().getName())
            .isEqualTo(colour(deployment.getMetadata().getLabels()) == serving ? 2 : 0);
      }
    }
    return String.join("\n", lines) + " " + serving;
  }
}
