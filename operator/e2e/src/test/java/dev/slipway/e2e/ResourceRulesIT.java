package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.testkit.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server takes and refuses, with the message that people read. */
final class ResourceRulesIT {

  private static final KubernetesClient CLIENT = ApiServer.get().client();
  private static final String NAMESPACE = ApiServer.get().namespace();

  static Stream<Named<HasMetadata>> accepted() {
    return table("accepted.yaml");
  }

  static Stream<Named<HasMetadata>> refused() {
    return table("refused.yaml");
  }

  private static Stream<Named<HasMetadata>> table(String file) {
    InputStream in = ResourceRulesIT.class.getResourceAsStream("/rules/" + file);
    return CLIENT.load(in).items().stream()
        .map(o -> Named.of(o.getKind() + " " + o.getMetadata().getName(), o));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void isAccepted(HasMetadata object) {
    assertThat(CLIENT.resource(object).inNamespace(NAMESPACE).create()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(HasMetadata object) {
    var message = object.getMetadata().getAnnotations().get("message");
    assertThatThrownBy(() -> CLIENT.resource(object).inNamespace(NAMESPACE).create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PipelineExecution pipeline",
        "BuildExecution project",
        "DeploymentExecution group"
      })
  void aRunCannotBeChanged(String kindAndField) {
    var words = kindAndField.split(" ", 2);
    var run = new GenericKubernetesResource();
    run.setApiVersion("slipway.dev/v1alpha1");
    run.setKind(words[0]);
    run.setMetadata(new ObjectMeta());
    run.getMetadata().setName("fixed");
    run.setAdditionalProperty("spec", Map.of(words[1], "one"));
    CLIENT.resource(run).inNamespace(NAMESPACE).create();
    run.setAdditionalProperty("spec", Map.of(words[1], "two"));
    assertThatThrownBy(
            () -> CLIENT.resource(run).inNamespace(NAMESPACE).forceConflicts().serverSideApply())
        .hasMessageContaining("cannot be changed; create another");
  }

  /** An applied list is what its last author says, in that order, even when it is empty. */
  @Test
  void theOrderOfUpstreamsIsTheAuthors() {
    assertThat(upstreams("a", "b", "c")).containsExactly("a", "b", "c");
    assertThat(upstreams("c", "a", "b")).containsExactly("c", "a", "b");
    assertThat(upstreams()).isEmpty();
  }

  private static List<String> upstreams(String... names) {
    var wanted = new GenericKubernetesResource();
    wanted.setApiVersion("slipway.dev/v1alpha1");
    wanted.setKind("Repository");
    wanted.setMetadata(new ObjectMeta());
    wanted.getMetadata().setName("ordered");
    wanted.setAdditionalProperty("spec", Map.of("upstreams", List.of(names)));
    var got = CLIENT.resource(wanted).inNamespace(NAMESPACE).serverSideApply();
    return got.get("spec", "upstreams");
  }
}
