package dev.slipway.core.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.v1alpha1.LocalReference;
import dev.slipway.api.v1alpha1.ProjectVariable;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Owners;
import dev.slipway.core.text.Names;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The build pod: the runner as a native sidecar, and the user's image with the driver. No token of
 * the runner reaches the user's container; nothing is privileged; Pod Security baseline admits it.
 */
final class BuildPod {

  static final String BUILD = "build";
  static final String RUNNER = "runner";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TOKEN_SECONDS = 3600;
  private static final long GRACE_SECONDS = 10;

  /** The runner ends a build in time by itself; the deadline is for a runner that cannot. */
  private static final long DEADLINE_MARGIN = 120;

  private final BuildObservation seen;
  private final BuildSettings settings;
  private final BuildOrders orders;

  BuildPod(BuildObservation seen, BuildSettings settings) {
    this.seen = seen;
    this.settings = settings;
    this.orders = new BuildOrders(seen, settings);
  }

  static String name(String build) {
    return Names.of(build, BUILD);
  }

  Pod pod(long number, long queuedSeconds) {
    var meta = seen.build().getMetadata();
    var environment = seen.project().getSpec().environment();
    var order = orders.order(number);
    return new PodBuilder()
        .withNewMetadata()
        .withName(name(meta.getName()))
        .withNamespace(meta.getNamespace())
        .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
        .addToLabels(Labels.ROLE, BUILD)
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
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withActiveDeadlineSeconds(order.timeoutSeconds() + queuedSeconds + DEADLINE_MARGIN)
        .withNodeSelector(environment.nodeSelector())
        .withTolerations(environment.tolerations())
        .withImagePullSecrets(
            environment.imagePullSecrets().stream()
                .map(LocalReference::name)
                .map(n -> new LocalObjectReferenceBuilder().withName(n).build())
                .toList())
        .withNewSecurityContext()
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withInitContainers(runner(order))
        .withContainers(build())
        .withVolumes(volumes())
        .endSpec()
        .build();
  }

  private Container runner(BuildOrder order) {
    var environment = new ArrayList<EnvVar>();
    environment.add(new EnvVar(BuildOrder.VARIABLE, json(order).replace("$", "$$"), null));
    environment.add(
        new EnvVarBuilder()
            .withName(BuildOrder.POD_UID)
            .withNewValueFrom()
            .withNewFieldRef("v1", "metadata.uid")
            .endValueFrom()
            .build());
    BuildOrders.secrets(seen.project())
        .forEach(v -> environment.add(variable(BuildOrder.SECRET_PREFIX + v.name(), v)));
    var mounts = new ArrayList<>(List.of(mount("shared", PodPaths.SHARED, false)));
    mounts.add(mount("report", parent(PodPaths.REPORT_TOKEN), true));
    mounts.add(mount("tmp", "/tmp", false));
    if (orders.domain().isPresent()) {
      mounts.add(mount("packages", parent(PodPaths.PACKAGES_TOKEN), true));
    }
    orders
        .git()
        .ifPresent(
            git -> {
              if (git.secretRef() != null) {
                mounts.add(mount("git", PodPaths.GIT_SECRET, true));
              }
              if (git.caRef() != null) {
                mounts.add(mount("git-ca", parent(PodPaths.GIT_CA), true));
              }
            });
    return new ContainerBuilder()
        .withName(RUNNER)
        .withImage(settings.image())
        .withCommand("/bin/sh", "-c", prepare())
        .withRestartPolicy("Always")
        .withEnv(environment)
        .withVolumeMounts(mounts)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(65_532L)
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .withNewResources()
        .withRequests(Map.of("cpu", new Quantity("50m"), "memory", new Quantity("96Mi")))
        .withLimits(Map.of("memory", new Quantity("256Mi")))
        .endResources()
        .build();
  }

  /** FIFOs first, the one that the driver waits for last; then the runner takes this process. */
  private static String prepare() {
    return "umask 0; cd "
        + PodPaths.SHARED
        + "; mkdir -p run src bin config home; "
        + "for f in in out kill; do [ -p run/$$f ] || mkfifo run/$$f; done; "
        + "exec /usr/local/bin/slipway runner";
  }

  private Container build() {
    var environment = new ArrayList<EnvVar>();
    BuildOrders.variables(seen.project()).forEach(v -> environment.add(variable(v.name(), v)));
    for (var variable : seen.build().getSpec().environmentVariables()) {
      environment.removeIf(e -> e.getName().equals(variable.name()));
      var value = variable.value() == null ? "" : variable.value();
      environment.add(new EnvVar(variable.name(), value.replace("$", "$$"), null));
    }
    var mounts = new ArrayList<>(List.of(mount("shared", PodPaths.SHARED, false)));
    if (!seen.project().getSpec().packages().isEmpty()) {
      mounts.add(mount("packages", parent(PodPaths.PACKAGES_TOKEN), true));
    }
    return new ContainerBuilder()
        .withName(BUILD)
        .withImage(orders.image())
        .withCommand(Driver.command(PodPaths.RUN))
        .withEnv(environment)
        .withVolumeMounts(mounts)
        .withResources(seen.project().getSpec().environment().resources())
        .withNewLifecycle()
        .withNewPreStop()
        .withNewExec()
        .withCommand(
            "/bin/sh", "-c", ": >" + PodPaths.STOPPING + "; echo TERM >" + PodPaths.RUN + "/kill")
        .endExec()
        .endPreStop()
        .endLifecycle()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .endSecurityContext()
        .build();
  }

  private List<Volume> volumes() {
    var namespace = seen.build().getMetadata().getNamespace();
    var volumes = new ArrayList<Volume>();
    volumes.add(emptyDir("shared"));
    volumes.add(emptyDir("tmp"));
    volumes.add(token("report", BuildOrder.REPORT_AUDIENCE));
    orders
        .domain()
        .ifPresent(d -> volumes.add(token("packages", PackageAccess.audience(namespace, d))));
    orders
        .git()
        .ifPresent(
            git -> {
              if (git.secretRef() != null) {
                volumes.add(
                    new VolumeBuilder()
                        .withName("git")
                        .withNewSecret()
                        .withSecretName(git.secretRef().name())
                        .endSecret()
                        .build());
              }
              if (git.caRef() != null) {
                volumes.add(
                    new VolumeBuilder()
                        .withName("git-ca")
                        .withNewConfigMap()
                        .withName(git.caRef().name())
                        .addNewItem()
                        .withKey(git.caRef().key())
                        .withPath("ca.crt")
                        .endItem()
                        .endConfigMap()
                        .build());
              }
            });
    return volumes;
  }

  static Volume emptyDir(String name) {
    return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
  }

  static Volume token(String name, String audience) {
    return new VolumeBuilder()
        .withName(name)
        .withNewProjected()
        .addNewSource()
        .withNewServiceAccountToken()
        .withAudience(audience)
        .withExpirationSeconds(TOKEN_SECONDS)
        .withPath("token")
        .endServiceAccountToken()
        .endSource()
        .endProjected()
        .build();
  }

  static VolumeMount mount(String name, String path, boolean readOnly) {
    return new VolumeMountBuilder()
        .withName(name)
        .withMountPath(path)
        .withReadOnly(readOnly ? true : null)
        .build();
  }

  static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static EnvVar variable(String name, ProjectVariable variable) {
    if (variable.secretRef() != null) {
      return new EnvVarBuilder()
          .withName(name)
          .withNewValueFrom()
          .withNewSecretKeyRef(variable.secretRef().key(), variable.secretRef().name(), null)
          .endValueFrom()
          .build();
    }
    if (variable.configMapRef() != null) {
      return new EnvVarBuilder()
          .withName(name)
          .withNewValueFrom()
          .withNewConfigMapKeyRef(
              variable.configMapRef().key(), variable.configMapRef().name(), null)
          .endValueFrom()
          .build();
    }
    var value = variable.value() == null ? "" : variable.value();
    return new EnvVar(name, value.replace("$", "$$"), null);
  }

  private static String json(BuildOrder order) {
    try {
      return JSON.writeValueAsString(order);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an order can be written", e);
    }
  }
}
