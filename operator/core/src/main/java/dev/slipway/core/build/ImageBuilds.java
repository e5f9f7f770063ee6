package dev.slipway.core.build;

import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Owners;
import dev.slipway.core.text.Names;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pods that build a build's images, and how they ended. */
public final class ImageBuilds {

  static final String ENGINE = "engine";
  private static final String ROLE = "image";
  private static final long DEADLINE_SECONDS = 3600;

  private final BuildObservation seen;
  private final BuildSettings settings;

  public ImageBuilds(BuildObservation seen, BuildSettings settings) {
    this.seen = seen;
    this.settings = settings;
  }

  /** One pod for each request that has none. */
  List<Action> actions() {
    var actions = new ArrayList<Action>();
    if (seen.report() == null || seen.project() == null) {
      return actions;
    }
    for (var request : seen.report().imageRequests()) {
      if (!seen.imagePods().containsKey(name(request.id()))
          && seen.project().getSpec().imageBuild() != null) {
        actions.add(new Action.Create(pod(request)));
      }
    }
    return actions;
  }

  /** The answers to the requests that have ended. */
  public List<ImageResult> results() {
    var results = new ArrayList<ImageResult>();
    if (seen.report() == null) {
      return results;
    }
    for (var request : seen.report().imageRequests()) {
      if (seen.project() != null && seen.project().getSpec().imageBuild() == null) {
        results.add(
            new ImageResult(
                request.id(), null, "the project has no imageBuild, so it builds no images"));
        continue;
      }
      Optional.ofNullable(seen.imagePods().get(name(request.id())))
          .flatMap(p -> result(request.id(), p))
          .ifPresent(results::add);
    }
    return results;
  }

  private Optional<ImageResult> result(int id, Pod pod) {
    var trouble = PodTrouble.waiting(pod, java.time.Duration.ofMinutes(10));
    if (trouble.isPresent() && trouble.get().patience().isEmpty()) {
      return Optional.of(new ImageResult(id, null, trouble.get().message()));
    }
    var phase = pod.getStatus().getPhase();
    if ("Succeeded".equals(phase)) {
      return Optional.of(new ImageResult(id, message(pod).strip(), null));
    }
    if ("Failed".equals(phase)) {
      var message = message(pod).strip();
      return Optional.of(
          new ImageResult(
              id,
              null,
              message.isEmpty()
                  ? "pod " + pod.getMetadata().getName() + " failed: " + pod.getStatus().getReason()
                  : message));
    }
    return Optional.empty();
  }

  private static String message(Pod pod) {
    var status = pod.getStatus();
    return java.util.stream.Stream.concat(
            status.getContainerStatuses().stream(), status.getInitContainerStatuses().stream())
        .map(s -> s.getState() == null ? null : s.getState().getTerminated())
        .filter(t -> t != null && t.getMessage() != null)
        .map(t -> t.getMessage())
        .findFirst()
        .orElse("");
  }

  private String name(int id) {
    return name(seen.build().getMetadata().getName(), id);
  }

  /** Name of the pod of a request. */
  public static String name(String build, int id) {
    return Names.of(build, ROLE, Integer.toString(id));
  }

  Pod pod(ImageRequest request) {
    var meta = seen.build().getMetadata();
    var spec = seen.project().getSpec().imageBuild();
    var orders = new BuildOrders(seen, settings);
    var domain = orders.domain().orElse("default");
    var store = PackageAccess.endpoint(meta.getNamespace(), domain);
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name(request.id()))
            .withNamespace(meta.getNamespace())
            .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
            .addToLabels(Labels.ROLE, ROLE)
            .addToLabels(Labels.BUILD_EXECUTION, Labels.value(meta.getName()))
            .addToOwnerReferences(Owners.of(seen.build()))
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .withServiceAccountName(
                seen.project().getSpec().serviceAccountName() == null
                    ? "default"
                    : seen.project().getSpec().serviceAccountName())
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(1L)
            .withActiveDeadlineSeconds(DEADLINE_SECONDS)
            .withInitContainers(
                new ContainerBuilder()
                    .withName("context")
                    .withImage(settings.image())
                    .withArgs(
                        "fetch-context",
                        store + "/store/blobs/" + request.context().digest(),
                        PodPaths.CONTEXT)
                    .withTerminationMessagePolicy("FallbackToLogsOnError")
                    .withVolumeMounts(
                        BuildPod.mount("context", PodPaths.CONTEXT, false),
                        BuildPod.mount("tmp", "/tmp", false),
                        BuildPod.mount("packages", BuildPod.parent(PodPaths.PACKAGES_TOKEN), true))
                    .withNewSecurityContext()
                    .withRunAsUser(65_532L)
                    .withRunAsNonRoot(true)
                    .withAllowPrivilegeEscalation(false)
                    .withReadOnlyRootFilesystem(true)
                    .withNewSeccompProfile()
                    .withType("RuntimeDefault")
                    .endSeccompProfile()
                    .withNewCapabilities()
                    .addToDrop("ALL")
                    .endCapabilities()
                    .endSecurityContext()
                    .build())
            .withContainers(ImageBuilder.of(spec, settings).container(request, spec))
            .withVolumes(
                BuildPod.emptyDir("context"),
                BuildPod.emptyDir("storage"),
                BuildPod.emptyDir("tmp"),
                BuildPod.token("packages", PackageAccess.audience(meta.getNamespace(), domain)))
            .endSpec()
            .build();
    if (spec.pushSecretRef() != null) {
      pod.getSpec()
          .getVolumes()
          .add(
              new VolumeBuilder()
                  .withName("push")
                  .withNewSecret()
                  .withSecretName(spec.pushSecretRef().name())
                  .addNewItem()
                  .withKey(".dockerconfigjson")
                  .withPath("config.json")
                  .endItem()
                  .endSecret()
                  .build());
    }
    return pod;
  }
}
