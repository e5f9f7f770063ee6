package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.slipway.api.v1alpha1.BuildState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The real executor builds and pushes an image. It needs one: {@code -Dslipway.kaniko.image=NAME},
 * an image of the local Docker daemon.
 */
final class KanikoIT {

  private static final String IMAGE = System.getProperty("slipway.kaniko.image", "");

  @Test
  void aDockerfileBecomesAPushedImage() {
    assumeFalse(IMAGE.isEmpty(), "no Kaniko image: name one with -Dslipway.kaniko.image");
    var slipway = SlipwayCluster.get();
    slipway.cluster().load(List.of(IMAGE));
    var builds = new Builds(slipway, slipway.cluster().namespace());
    builds.project(
        "image",
        Builds.SHELL_IMAGE,
        "",
        """
        imageBuild:
          engine: Kaniko
          image: %s
          insecureRegistries: ["%s"]
        """
            .formatted(IMAGE, Services.REGISTRY));
    builds.start(
        "image-1",
        "image",
        """
        version: 0.2
        phases:
          build:
            commands:
              - printf 'FROM %1$s/base/jre:25\\nRUN echo made >/made\\n' >Dockerfile
              - docker build -t %1$s/kaniko/made:1 .
        """
            .formatted(Services.REGISTRY));
    var status = builds.end("image-1", Duration.ofMinutes(3));
    assertThat(status.buildStatus()).as(Builds.message(status)).isEqualTo(BuildState.SUCCEEDED);
    assertThat(status.images().getFirst().digest()).startsWith("sha256:");
  }
}
