package dev.slipway.controller;

import static dev.slipway.controller.TestOperator.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineStatus;
import dev.slipway.api.v1alpha1.TriggerState;
import dev.slipway.testkit.git.GitServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pipelines that start when a package is published: the operator with the rights that the manifests
 * give it, a real API server, and a real package server.
 */
final class PackageTriggerIT {

  @TempDir Path folder;

  private final GitServer git = new GitServer();
  private TestOperator operator;
  private TestPackages packages;
  private GitServer.Repository source;
  private String commit;

  @BeforeEach
  void begin() throws IOException {
    source = git.create("app");
    commit = source.commit(Map.of("file", "content"), "first");
    operator = new TestOperator(folder.resolve("one"));
    packages = operator.packages();
  }

  @AfterEach
  void end() {
    operator.close();
    git.close();
  }

  private void apply(String name, String trigger) {
    operator.apply(
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: Pipeline
            metadata: {name: %s}
            spec:
              triggers: [{package: %s}]
              stages:
                - name: Source
                  actions: [{name: git, outputArtifacts: [{name: source}], git: {url: '%s', branch: main}}]
                - name: Build
                  actions: [{name: app, inputArtifacts: [source], build: {project: app}}]
            """
                .formatted(name, trigger, source.url()),
            Pipeline.class));
  }

  private void pipeline(String name, String trigger) {
    apply(name, trigger);
    eventually().until(() -> trigger(name) != null && trigger(name).position() != null);
    // The commit that is there starts one too.
    eventually().until(() -> executions(name, "Push").size() == 1);
  }

  private Pipeline get(String name) {
    return operator
        .client()
        .resources(Pipeline.class)
        .inNamespace(operator.namespace())
        .withName(name)
        .get();
  }

  private TriggerState trigger(String name) {
    var status = get(name).getStatus();
    return status == null || status.triggers().isEmpty() ? null : status.triggers().getFirst();
  }

  private List<PipelineExecution> executions(String pipeline, String type) {
    return operator
        .client()
        .resources(PipelineExecution.class)
        .inNamespace(operator.namespace())
        .list()
        .getItems()
        .stream()
        .filter(e -> e.getSpec().pipeline().equals(pipeline))
        .filter(e -> e.getSpec().trigger().type().equals(type))
        .toList();
  }

  private List<String> details(String pipeline) {
    return executions(pipeline, "Package").stream()
        .map(e -> e.getSpec().trigger().detail())
        .toList();
  }

  /** Publishes something that the trigger wants as the last, and waits until that has started. */
  private void settled(String pipeline, String last) {
    packages.publish("org/last/" + last);
    eventually().until(() -> details(pipeline).contains("generic org/last " + last + " in libs"));
  }

  @Test
  void aPublishedVersionStartsThePipelineOnceWhenItIsWhole() {
    packages.maven("1.0.0");
    pipeline("app", "{repository: libs, format: maven, name: 'com.example:*'}");
    packages.maven("1.1.0");
    eventually().until(() -> !details("app").isEmpty());
    packages.put("libs/maven/com/example/core/1.1.0/core-1.1.0-sources.jar", "sources");
    packages.put("libs/maven/com/example/core/1.2.0/core-1.2.0.jar", "unfinished");
    packages.publish("org/tool/1.0");
    packages.maven("1.3.0");
    eventually().until(() -> details("app").size() == 2);
    assertThat(details("app"))
        .containsExactlyInAnyOrder(
            "maven com.example:core 1.1.0 in libs", "maven com.example:core 1.3.0 in libs");
    var execution = executions("app", "Package").getFirst();
    assertThat(execution.getSpec().trigger().actor()).isEqualTo("writer");
    eventually()
        .untilAsserted(
            () ->
                assertThat(executions("app", "Package"))
                    .allSatisfy(
                        e ->
                            assertThat(e.getStatus().artifacts().getFirst().git().commit())
                                .isEqualTo(commit)));
    assertThat(get("app").getStatus().conditions().getFirst().getReason()).isEqualTo("Watching");
  }

  @Test
  void whatHappensWhileNoOperatorRunsStartsWhenOneRunsAgain() throws IOException {
    pipeline("app", "{repository: libs}");
    packages.publish("org/tool/1");
    eventually().until(() -> details("app").size() == 1);
    var before = trigger("app");
    operator.stop();
    packages.publish("org/tool/2");
    packages.publish("org/tool/3");
    packages.call(
        "POST",
        "repositories/libs/packages/generic/org/tool/versions:status",
        "{\"versions\": [\"1\"], \"targetStatus\": \"Archived\"}");
    operator.start();
    settled("app", "1");
    assertThat(details("app")).hasSize(4).doesNotHaveDuplicates();

    // As if it had ended right before it could write how far it was.
    operator.stop();
    var old = get("app");
    operator
        .client()
        .resource(old)
        .inNamespace(operator.namespace())
        .subresource("status")
        .edit(
            p -> {
              p.setStatus(
                  Serialization.unmarshal(
                      Serialization.asYaml(Map.of("triggers", List.of(before))),
                      PipelineStatus.class));
              return p;
            });
    operator.start();
    settled("app", "2");
    assertThat(details("app")).hasSize(5).doesNotHaveDuplicates();
    assertThat(executions("app", "Package"))
        .extracting(e -> e.getMetadata().getName())
        .doesNotHaveDuplicates();
  }

  @Test
  void manyWhoPublishAtOnceStartEachPipelineOnceForEachVersion() {
    pipeline("one", "{repository: libs, format: generic, name: 'org/*'}");
    pipeline("two", "{repository: libs, format: generic, name: 'org/p*'}");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.rangeClosed(1, 20)
          .forEach(i -> threads.execute(() -> packages.publish("org/p" + i % 3 + "/1." + i)));
    }
    eventually().until(() -> details("one").size() == 20 && details("two").size() == 20);
    settled("one", "1");
    assertThat(details("one")).hasSize(21).doesNotHaveDuplicates();
    assertThat(details("two")).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void awkwardNamesStartPipelinesToo() {
    pipeline("app.with.dots", "{repository: libs, format: generic}");
    packages.publish("org/b%C3%BCcher%20%26%20co/1.0+build~2");
    packages.publish("org/" + "n".repeat(200) + "/" + "9".repeat(100));
    eventually().until(() -> details("app.with.dots").size() == 2);
    assertThat(details("app.with.dots")).contains("generic org/bücher & co 1.0+build~2 in libs");
  }

  @Test
  void aLogThatWasReplacedIsSaidAndItsNewVersionsStart() throws IOException {
    pipeline("app", "{repository: libs}");
    for (int i = 1; i <= 5; i++) {
      packages.publish("org/tool/" + i);
    }
    eventually().until(() -> details("app").size() == 5);
    packages.close();
    packages.start(folder.resolve("two"));
    packages.publish("org/new/1");
    eventually().until(() -> details("app").contains("generic org/new 1 in libs"));
    settled("app", "1");
    assertThat(details("app")).hasSize(7);
    assertThat(trigger("app").missed()).contains("another log than before, without event 5");
    assertThat(operator.client().v1().events().inNamespace(operator.namespace()).list().getItems())
        .anySatisfy(
            e -> {
              assertThat(e.getReason()).isEqualTo("PackageEventsMissed");
              assertThat(e.getInvolvedObject().getName()).isEqualTo("app");
            });
  }

  @Test
  void aRepositoryThatIsNotThereIsACondition() {
    apply("app", "{repository: later}");
    eventually()
        .until(
            () ->
                get("app").getStatus() != null
                    && get("app")
                        .getStatus()
                        .conditions()
                        .getFirst()
                        .getMessage()
                        .contains("there is no Repository later"));
    operator.repository("later");
    eventually().until(() -> trigger("app").position() != null);
    eventually()
        .until(() -> get("app").getStatus().conditions().getFirst().getReason().equals("Watching"));
  }
}
