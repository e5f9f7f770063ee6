package dev.slipway.core.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.slipway.api.v1alpha1.DeploymentGroup;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Owners;
import dev.slipway.core.text.Hashes;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandlerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;
import java.util.Optional;

/** The objects of a group: two colours, a Service for each, and the entry. */
final class DeployResources {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final int HASH = 10;

  /** A pod that is told to end still gets connections for as long as the slowest proxy needs. */
  private static final long PRE_STOP_SECONDS = 5;

  private static final long SHORTEST_GRACE = 35;

  private final DeploymentGroup group;

  DeployResources(DeploymentGroup group) {
    this.group = group;
  }

  static String label(DeploymentGroup group) {
    return Labels.value(group.getMetadata().getName());
  }

  String colourName(Colour colour) {
    return group.getSpec().service().name() + "-" + colour;
  }

  /** What is deployed, in ten digits: the template's pods with these images. */
  static String revision(Deployment template, Map<String, String> images) {
    var text = JSON.valueToTree(template.getSpec().getTemplate()).toString();
    return Hashes.hex(text + JSON.valueToTree(images), HASH);
  }

  Map<String, String> selector(Colour colour) {
    return Map.of(Labels.DEPLOYMENT_GROUP, label(group), Labels.COLOUR, colour.name());
  }

  Deployment deployment(
      Deployment template,
      Map<String, String> images,
      Colour colour,
      String revision,
      int replicas) {
    var pods = pods(template.getSpec().getTemplate(), images, colour, revision);
    var deployment =
        new DeploymentBuilder()
            .withNewMetadata()
            .withName(colourName(colour))
            .withNamespace(group.getMetadata().getNamespace())
            .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
            .addToLabels(selector(colour))
            .addToOwnerReferences(Owners.of(group))
            .endMetadata()
            .withNewSpec()
            .withReplicas(replicas)
            .withRevisionHistoryLimit(1)
            .withProgressDeadlineSeconds(3600)
            .withNewSelector()
            .withMatchLabels(selector(colour))
            .endSelector()
            .withTemplate(pods)
            .endSpec()
            .build();
    deployment
        .getMetadata()
        .setAnnotations(
            Map.of(
                Labels.DESIRED_HASH,
                Hashes.hex(JSON.valueToTree(deployment.getSpec()).toString(), 16),
                Labels.REVISION,
                revision));
    return deployment;
  }

  /**
   * Whether a Deployment has been written as it is wanted, with as many pods.
   *
   * @param there null when there is none
   */
  static boolean applied(Deployment wanted, Deployment there) {
    return there != null
        && hash(wanted).equals(hash(there))
        && wanted.getSpec().getReplicas().equals(replicas(there));
  }

  private static String hash(Deployment deployment) {
    return deployment.getMetadata().getAnnotations() == null
        ? ""
        : deployment.getMetadata().getAnnotations().getOrDefault(Labels.DESIRED_HASH, "");
  }

  /** How many pods it has to have. */
  static int replicas(Deployment deployment) {
    return Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(0);
  }

  private PodTemplateSpec pods(
      PodTemplateSpec template, Map<String, String> images, Colour colour, String revision) {
    var pods =
        new PodTemplateSpecBuilder(template)
            .editOrNewMetadata()
            .addToLabels(selector(colour))
            .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
            .addToLabels(Labels.REVISION, revision)
            .endMetadata()
            .build();
    long grace = SHORTEST_GRACE;
    if (pods.getSpec().getTerminationGracePeriodSeconds() != null) {
      grace = Math.max(grace, pods.getSpec().getTerminationGracePeriodSeconds() + PRE_STOP_SECONDS);
    }
    pods.getSpec().setTerminationGracePeriodSeconds(grace);
    for (var container : pods.getSpec().getContainers()) {
      if (images.containsKey(container.getName())) {
        container.setImage(images.get(container.getName()));
      }
      prepare(container, colour, revision);
    }
    return pods;
  }

  private static void prepare(Container container, Colour colour, String revision) {
    container
        .getEnv()
        .removeIf(
            e -> e.getName().equals("SLIPWAY_REVISION") || e.getName().equals("SLIPWAY_COLOUR"));
    container.getEnv().add(new EnvVar("SLIPWAY_REVISION", revision, null));
    container.getEnv().add(new EnvVar("SLIPWAY_COLOUR", colour.name(), null));
    if (container.getLifecycle() == null || container.getLifecycle().getPreStop() == null) {
      var lifecycle = container.getLifecycle() == null ? new Lifecycle() : container.getLifecycle();
      lifecycle.setPreStop(
          new LifecycleHandlerBuilder()
              .withNewSleep()
              .withSeconds(PRE_STOP_SECONDS)
              .endSleep()
              .build());
      container.setLifecycle(lifecycle);
    }
  }

  Service colourService(Colour colour) {
    return service(colourName(colour), colour).build();
  }

  /** The entry; its selector is the one thing that moves traffic. */
  Service entry(Colour colour, String resourceVersion) {
    var spec = group.getSpec().service();
    return service(spec.name(), colour)
        .editMetadata()
        .withResourceVersion(resourceVersion)
        .endMetadata()
        .editSpec()
        .withType(spec.type() == null ? null : spec.type().name())
        .editFirstPort()
        .withNodePort(spec.nodePort())
        .endPort()
        .endSpec()
        .build();
  }

  private ServiceBuilder service(String name, Colour colour) {
    var spec = group.getSpec().service();
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(group.getMetadata().getNamespace())
        .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
        .addToLabels(Labels.DEPLOYMENT_GROUP, label(group))
        .addToOwnerReferences(Owners.of(group))
        .endMetadata()
        .withNewSpec()
        .withSelector(selector(colour))
        .addNewPort()
        .withName("http")
        .withPort(spec.port())
        .withNewTargetPort(spec.targetPort() == null ? spec.port() : spec.targetPort())
        .endPort()
        .endSpec();
  }
}
