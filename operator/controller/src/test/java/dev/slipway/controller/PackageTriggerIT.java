package dev.slipway.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineStatus;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.v1alpha1.TriggerState;
import dev.slipway.controller.runtime.Settings;
import dev.slipway.testkit.cluster.ApiServer;
import dev.slipway.testkit.cluster.Checkout;
import dev.slipway.testkit.git.GitServer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pipelines that start when a package is published: the operator with the rights that the manifests
 * give it, a real API server, and a real package server.
 */
final class PackageTriggerIT {

  private static final ApiServer API = ApiServer.get();
  private static final String OPERATOR = "system:serviceaccount:slipway-system:slipway-operator";

  @TempDir Path folder;

  private final String namespace = API.namespace();
  private final GitServer git = new GitServer();
  private TestPackages packages;
  private SlipwayOperator operator;
  private GitServer.Repository source;
  private String commit;

  @BeforeAll
  static void install() throws IOException {
    API.client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("slipway-system")
                .endMetadata()
                .build())
        .serverSideApply();
    try (var in =
        Files.newInputStream(Checkout.root().resolve("manifests/10-operator-rbac.yaml"))) {
      API.client().load(in).serverSideApply();
    }
  }

  @BeforeEach
  void begin() throws IOException {
    source = git.create("app");
    commit = source.commit(Map.of("file", "content"), "first");
    packages = new TestPackages(API, namespace).start(folder.resolve("one"));
    repository("libs");
    operator = operator();
  }

  @AfterEach
  void end() {
    operator.close();
    packages.close();
    git.close();
  }

  private SlipwayOperator operator() throws IOException {
    var config = API.config();
    config.setImpersonateUsername(OPERATOR);
    var started =
        new SlipwayOperator(
            Settings.from(
                Map.of(
                    "SLIPWAY_HTTP_PORT", "0",
                    "SLIPWAY_LEADER_ELECTION", "false",
                    "SLIPWAY_WATCH_NAMESPACES", namespace,
                    "SLIPWAY_MINIMUM_POLL_INTERVAL", "1s")),
            config,
            new CollectorRegistry(),
            Clock.systemUTC(),
            why -> {},
            packages);
    started.start();
    return started;
  }

  private static void apply(HasMetadata object, String namespace) {
    API.client().resource(object).inNamespace(namespace).serverSideApply();
  }

  private void repository(String name) {
    apply(
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: Repository
            metadata: {name: %s}
            spec: {}
            """
                .formatted(name),
            Repository.class),
        namespace);
  }

  private void apply(String name, String trigger) {
    apply(
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
            Pipeline.class),
        namespace);
  }

  private void pipeline(String name, String trigger) {
    apply(name, trigger);
    eventually().until(() -> trigger(name) != null && trigger(name).position() != null);
    // The commit that is there starts one too.
    eventually().until(() -> executions(name, "Push").size() == 1);
  }

  private static ConditionFactory eventually() {
    return await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(20));
  }

  private Pipeline get(String name) {
    return API.client().resources(Pipeline.class).inNamespace(namespace).withName(name).get();
  }

  private TriggerState trigger(String name) {
    var status = get(name).getStatus();
    return status == null || status.triggers().isEmpty() ? null : status.triggers().getFirst();
  }

  private List<PipelineExecution> executions(String pipeline, String type) {
    return API
        .client()
        .resources(PipelineExecution.class)
        .inNamespace(namespace)
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
    operator.close();
    packages.publish("org/tool/2");
    packages.publish("org/tool/3");
    packages.call(
        "POST",
        "repositories/libs/packages/generic/org/tool/versions:status",
        "{\"versions\": [\"1\"], \"targetStatus\": \"Archived\"}");
    operator = operator();
    settled("app", "1");
    assertThat(details("app")).hasSize(4).doesNotHaveDuplicates();

    // As if it had ended right before it could write how far it was.
    operator.close();
    var old = get("app");
    API.client()
        .resource(old)
        .inNamespace(namespace)
        .subresource("status")
        .edit(
            p -> {
              p.setStatus(
                  Serialization.unmarshal(
                      Serialization.asYaml(Map.of("triggers", List.of(before))),
                      PipelineStatus.class));
              return p;
            });
    operator = operator();
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
    assertThat(API.client().v1().events().inNamespace(namespace).list().getItems())
        .anySatisfy(
            e -> {
              assertThat(e.getReason()).isEqualTo("PackageEventsMissed");
              assertThat(e.getInvolvedObject().getName()).isEqualTo("app");
            });
  }

  private List<Event> events(String reason) {
    return API.client().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(e -> e.getReason().equals(reason))
        .toList();
  }

  @Test
  void whatSomebodyTakesAwayIsAKubernetesEventOfTheRepositoryAndPublishingIsNone() {
    var domains = API.client().resources(Domain.class).inNamespace(namespace).withName("default");
    eventually()
        .until(
            () ->
                domains.get() != null
                    && domains.get().getStatus() != null
                    && domains.get().getStatus().events() != null
                    && domains.get().getStatus().events().position() != null);
    packages.publish("org/tool/1");
    packages.publish("org/tool/2");
    var versions = "repositories/libs/packages/generic/org/tool/versions";
    packages.call(
        "POST", versions + ":status", "{\"versions\": [\"1\"], \"targetStatus\": \"Archived\"}");
    eventually().until(() -> events("PackageStatusChanged").size() == 1);
    packages.call("POST", versions + ":delete", "{\"versions\": [\"1\", \"2\"]}");
    packages.call(
        "POST",
        "packages/generic/org/bad/versions:takedown",
        "{\"versions\": [\"6.6.6\"], \"reason\": \"malware\"}");
    eventually().until(() -> events("PackageDeleted").size() == 1);
    eventually().until(() -> events("PackageTakenDown").size() == 1);
    assertThat(events("PackageTakenDown").getFirst().getInvolvedObject().getKind())
        .isEqualTo("Domain");
    var deleted = events("PackageDeleted").getFirst();
    assertThat(deleted.getMessage()).isEqualTo("generic org/tool 1, 2: deleted by writer");
    assertThat(deleted.getType()).isEqualTo("Warning");
    assertThat(deleted.getInvolvedObject().getKind()).isEqualTo("Repository");
    assertThat(deleted.getInvolvedObject().getName()).isEqualTo("libs");
    assertThat(events("PackagePublished")).isEmpty();
  }

  @Test
  void theOperatorReadsEventsAndNothingElseOfAPackageServer() {
    packages.publish("org/secret/1");
    var token =
        API.client()
            .serviceAccounts()
            .inNamespace("slipway-system")
            .withName("slipway-operator")
            .tokenRequest(
                Serialization.unmarshal(
                    """
                    apiVersion: authentication.k8s.io/v1
                    kind: TokenRequest
                    spec: {audiences: ['https://packages.slipway.dev/%s/default']}
                    """
                        .formatted(namespace),
                    TokenRequest.class))
            .getStatus()
            .getToken();
    assertThat(packages.status(token, "/api/v1/events")).isEqualTo(200);
    assertThat(packages.status(token, "/api/v1/events?repository=libs")).isEqualTo(200);
    assertThat(packages.status(token, "/api/v1/pulls")).isEqualTo(403);
    assertThat(packages.status(token, "/api/v1/repositories/libs/packages")).isEqualTo(403);
    assertThat(packages.status(token, "/repositories/libs/generic/org/secret/1/file"))
        .isEqualTo(403);
    assertThat(packages.status("strange", "/api/v1/events")).isEqualTo(401);
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
    repository("later");
    eventually().until(() -> trigger("app").position() != null);
    eventually()
        .until(() -> get("app").getStatus().conditions().getFirst().getReason().equals("Watching"));
  }
}
