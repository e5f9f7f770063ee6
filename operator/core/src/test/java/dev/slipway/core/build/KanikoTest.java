package dev.slipway.core.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.Blob;
import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.BuildState;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pod that runs Kaniko, to the last field. */
final class KanikoTest {

  private static final String PROJECT =
      """
      apiVersion: slipway.dev/v1alpha1
      kind: BuildProject
      metadata: {name: app, namespace: n}
      spec:
        environment: {image: jdk}
        imageBuild:
          engine: Kaniko
          pushSecretRef: {name: push}
          insecureRegistries: ['registry.test:5000']
          flags: [--snapshot-mode=redo]
      """;

  private static final String BUILD =
      """
      apiVersion: slipway.dev/v1alpha1
      kind: BuildExecution
      metadata: {name: app-1, namespace: n, uid: u}
      spec: {project: app}
      """;

  @Test
  void thePodIsExactlyThis() throws IOException {
    var request =
        new ImageRequest(
            1,
            new Blob("sha256:c0ffee", 5L),
            "docker/Dockerfile",
            List.of("registry.test:5000/app:1", "registry.test:5000/app:latest"),
            Map.of("PRICE", "$5", "A", "b"),
            "final");
    var seen =
        new BuildObservation(
            Serialization.unmarshal(BUILD, BuildExecution.class),
            Serialization.unmarshal(PROJECT, BuildProject.class),
            null,
            Map.of(),
            new BuildReport(
                1,
                BuildState.IN_PROGRESS,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(request)),
            Map.of(),
            List.of(),
            List.of(),
            null);
    var settings = new BuildSettings("slipway", "kaniko:1", "buildah:1", "http://operator");
    var pod = new ImageBuilds(seen, settings).pod(request);
    try (var in = KanikoTest.class.getResourceAsStream("kaniko-pod.yaml")) {
      var expected = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(Serialization.asYaml(pod)).isEqualTo(expected);
    }
  }
}
