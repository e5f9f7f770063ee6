package dev.slipway.core.build;

import dev.slipway.api.v1alpha1.ImageBuildSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.util.ArrayList;
import java.util.TreeMap;

/**
 * Buildah with chroot isolation and the vfs driver. It makes a user namespace for RUN lines, which
 * needs three capabilities and no seccomp profile.
 */
record Buildah(String image) implements ImageBuilder {

  /** $1: number of build arguments; then these, then the destinations. */
  private static final String SCRIPT =
      """
      set -eu
      count=$1
      shift
      set -- "$@"
      first=
      for destination in $DESTINATIONS; do [ -n "$first" ] || first=$destination; done
      buildah bud $FLAGS "$@" -t "$first" -f "$DOCKERFILE" "$CONTEXT"
      for destination in $DESTINATIONS; do
        buildah push $PUSH_FLAGS --digestfile /tmp/digest "$first" "docker://$destination"
      done
      cat /tmp/digest > /dev/termination-log
      """;

  @Override
  public Container container(ImageRequest request, ImageBuildSpec spec) {
    var arguments = new ArrayList<String>();
    new TreeMap<>(request.buildArgs())
        .forEach(
            (k, v) -> {
              arguments.add("--build-arg");
              arguments.add(k + "=" + v);
            });
    if (request.target() != null) {
      arguments.add("--target");
      arguments.add(request.target());
    }
    var command = new ArrayList<String>();
    command.add("/bin/sh");
    command.add("-c");
    command.add(SCRIPT.replace("$", "$$"));
    command.add("buildah");
    command.add(Integer.toString(arguments.size()));
    arguments.forEach(a -> command.add(a.replace("$", "$$")));
    var insecure = insecure(request, spec);
    var container =
        new ContainerBuilder()
            .withName(ImageBuilds.ENGINE)
            .withImage(image)
            .withCommand(command)
            .addNewEnv()
            .withName("STORAGE_DRIVER")
            .withValue("vfs")
            .endEnv()
            .addNewEnv()
            .withName("BUILDAH_ISOLATION")
            .withValue("chroot")
            .endEnv()
            .addNewEnv()
            .withName("CONTEXT")
            .withValue(PodPaths.CONTEXT)
            .endEnv()
            .addNewEnv()
            .withName("DOCKERFILE")
            .withValue(PodPaths.CONTEXT + "/" + request.dockerfile())
            .endEnv()
            .addNewEnv()
            .withName("DESTINATIONS")
            .withValue(String.join(" ", request.destinations()))
            .endEnv()
            .addNewEnv()
            .withName("FLAGS")
            .withValue((insecure ? "--tls-verify=false " : "") + String.join(" ", spec.flags()))
            .endEnv()
            .addNewEnv()
            .withName("PUSH_FLAGS")
            .withValue(insecure ? "--tls-verify=false" : "")
            .endEnv()
            .withTerminationMessagePolicy("FallbackToLogsOnError")
            .addToVolumeMounts(BuildPod.mount("context", PodPaths.CONTEXT, false))
            .addToVolumeMounts(BuildPod.mount("storage", "/var/lib/containers", false))
            .addToVolumeMounts(BuildPod.mount("tmp", "/tmp", false))
            .withNewSecurityContext()
            .withRunAsUser(0L)
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .addToDrop("ALL")
            .addToAdd("SETUID", "SETGID", "SETFCAP")
            .endCapabilities()
            .endSecurityContext();
    if (spec.pushSecretRef() != null) {
      container
          .addToVolumeMounts(BuildPod.mount("push", "/run/push", true))
          .addNewEnv()
          .withName("REGISTRY_AUTH_FILE")
          .withValue("/run/push/config.json")
          .endEnv();
    }
    return container.build();
  }

  /** Buildah has one switch for base images and the push alike. */
  private static boolean insecure(ImageRequest request, ImageBuildSpec spec) {
    return request.destinations().stream()
        .anyMatch(d -> spec.insecureRegistries().contains(d.replaceFirst("/.*", "")));
  }
}
