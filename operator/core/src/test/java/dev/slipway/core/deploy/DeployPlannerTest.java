package dev.slipway.core.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentGroup;
import dev.slipway.api.v1alpha1.DeploymentState;
import dev.slipway.core.plan.Action;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways in which a deployment cannot start; the way of one that can is simulated. */
final class DeployPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final DeploymentExecution EXECUTION =
      Serialization.unmarshal(
          """
          apiVersion: slipway.dev/v1alpha1
          kind: DeploymentExecution
          metadata: {name: d, namespace: n, uid: u, generation: 1}
          spec: {group: web, revision: {images: {web: 'web:2'}}}
          """,
          DeploymentExecution.class);

  private static final DeploymentGroup GROUP =
      Serialization.unmarshal(
          """
          apiVersion: slipway.dev/v1alpha1
          kind: DeploymentGroup
          metadata: {name: web, namespace: n, uid: g}
          spec: {workload: {name: template}, service: {name: web, port: 80, targetPort: 8080}}
          """,
          DeploymentGroup.class);

  private static final String TEMPLATE =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: template, namespace: n}
      spec:
        replicas: 3
        template:
          metadata: {labels: {app: web}}
          spec:
            terminationGracePeriodSeconds: 60
            containers: [{name: web, image: 'web:1', readinessProbe: {httpGet: {port: 8080}}}]
      """;

  private static final String STRANGER =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: n}
      spec: {selector: {app: web}}
      """;

  private static DeployObservation seen(
      DeploymentGroup group, String template, Map<String, Service> services, List<String> earlier) {
    return new DeployObservation(
        EXECUTION,
        group,
        template == null ? null : Serialization.unmarshal(template, Deployment.class),
        Map.of(),
        services,
        Map.of(),
        List.of(),
        Map.of(),
        earlier);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "group | there is no DeploymentGroup web in this namespace",
        "template | spec.workload: there is no Deployment template",
        "probe | Deployment template has no readinessProbe; without one nobody knows when a pod can serve",
        "service | spec.service: a Service web exists that Slipway did not make; delete it or choose another name",
        "container | revision.images: the template has no container web; it has main",
      })
  void whatCannotWorkIsSaid(String wrong, String message) {
    var template =
        switch (wrong) {
          case "template" -> null;
          case "probe" -> TEMPLATE.replaceAll(", readinessProbe: .*}}}\\]", "}]");
          case "container" -> TEMPLATE.replace("{name: web, image", "{name: main, image");
          default -> TEMPLATE;
        };
    Map<String, Service> services =
        wrong.equals("service")
            ? Map.of("web", Serialization.unmarshal(STRANGER, Service.class))
            : Map.of();
    var plan =
        DeployPlanner.plan(
            seen(wrong.equals("group") ? null : GROUP, template, services, List.of()), NOW);
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.status().status()).isEqualTo(DeploymentState.Failed);
    assertThat(plan.status().error().code()).isEqualTo("INVALID_DEPLOYMENT");
    assertThat(plan.status().error().message()).isEqualTo(message);
  }

  @Test
  void onlyOneMovesTheGroup() {
    var plan = DeployPlanner.plan(seen(GROUP, TEMPLATE, Map.of(), List.of("earlier")), NOW);
    assertThat(plan.actions()).isEmpty();
    assertThat(plan.status().status()).isEqualTo(DeploymentState.Queued);
    assertThat(plan.status().conditions().getFirst().getMessage()).isEqualTo("waits for earlier");
  }

  @Test
  void theTemplateIsCopiedAndDrainsPolitely() {
    var plan = DeployPlanner.plan(seen(GROUP, TEMPLATE, Map.of(), List.of()), NOW);
    var green =
        plan.actions().stream()
            .map(a -> ((Action.Apply) a).object())
            .filter(Deployment.class::isInstance)
            .map(Deployment.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(green.getMetadata().getName()).isEqualTo("web-a");
    assertThat(green.getSpec().getReplicas()).isEqualTo(3);
    var pod = green.getSpec().getTemplate().getSpec();
    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(65);
    assertThat(pod.getContainers().getFirst().getImage()).isEqualTo("web:2");
    assertThat(pod.getContainers().getFirst().getLifecycle().getPreStop().getSleep().getSeconds())
        .isEqualTo(5);
    assertThat(green.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("app", "web")
        .containsEntry("slipway.dev/colour", "a")
        .containsEntry("slipway.dev/revision", plan.status().revision());
  }
}
