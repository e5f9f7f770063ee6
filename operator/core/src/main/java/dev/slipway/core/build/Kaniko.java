package dev.slipway.core.build;

import dev.slipway.api.v1alpha1.ImageBuildSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import java.util.ArrayList;
import java.util.TreeMap;

/**
 * Kaniko's executor. It replaces the root file system of its container while it builds, so nothing
 * else runs there; it needs four capabilities and no more.
 */
record Kaniko(String image) implements ImageBuilder {

  @Override
  public Container container(ImageRequest request, ImageBuildSpec spec) {
    var arguments = new ArrayList<String>();
    arguments.add("--context=dir://" + PodPaths.CONTEXT);
    arguments.add("--dockerfile=" + PodPaths.CONTEXT + "/" + request.dockerfile());
    request.destinations().forEach(d -> arguments.add("--destination=" + d));
    new TreeMap<>(request.buildArgs())
        .forEach((k, v) -> arguments.add("--build-arg=" + k + "=" + v));
    if (request.target() != null) {
      arguments.add("--target=" + request.target());
    }
    spec.insecureRegistries().forEach(r -> arguments.add("--insecure-registry=" + r));
    arguments.add("--digest-file=/dev/termination-log");
    arguments.addAll(spec.flags());
    var container =
        new ContainerBuilder()
            .withName(ImageBuilds.ENGINE)
            .withImage(image)
            .withArgs(arguments.stream().map(a -> a.replace("$", "$$")).toList())
            .withTerminationMessagePolicy("FallbackToLogsOnError")
            .addToVolumeMounts(BuildPod.mount("context", PodPaths.CONTEXT, false))
            .withNewSecurityContext()
            .withRunAsUser(0L)
            .withAllowPrivilegeEscalation(false)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .withNewCapabilities()
            .addToDrop("ALL")
            .addToAdd("CHOWN", "SETUID", "SETGID", "FOWNER")
            .endCapabilities()
            .endSecurityContext();
    if (spec.pushSecretRef() != null) {
      container.addToVolumeMounts(BuildPod.mount("push", "/kaniko/.docker", true));
    }
    return container.build();
  }
}
