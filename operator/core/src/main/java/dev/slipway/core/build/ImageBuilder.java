package dev.slipway.core.build;

import dev.slipway.api.v1alpha1.ImageBuildSpec;
import dev.slipway.api.v1alpha1.ImageEngine;
import io.fabric8.kubernetes.api.model.Container;

/** An engine that turns a build context into a pushed image, in a container without privilege. */
sealed interface ImageBuilder permits Kaniko, Buildah {

  /**
   * The engine's container. It finds the context at {@link PodPaths#CONTEXT}, registry credentials
   * in the volume {@code push} when there are some, and leaves the digest as its termination
   * message.
   */
  Container container(ImageRequest request, ImageBuildSpec spec);

  static ImageBuilder of(ImageBuildSpec spec, BuildSettings settings) {
    return spec.engine() == ImageEngine.Buildah
        ? new Buildah(spec.image() == null ? settings.buildahImage() : spec.image())
        : new Kaniko(spec.image() == null ? settings.kanikoImage() : spec.image());
  }
}
