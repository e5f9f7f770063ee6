package dev.slipway.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.ActionExecution;
import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.EnvironmentVariable;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineSpec;
import dev.slipway.api.v1alpha1.PipelineStatus;
import dev.slipway.core.feed.TestEvents;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What builds and deployments get of the package that started their execution. */
final class TriggerVariablesTest {

  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

  private static final String PIPELINE =
      """
      apiVersion: slipway.dev/v1alpha1
      kind: Pipeline
      metadata: {name: app, namespace: team, uid: u, generation: 1}
      spec:
        triggers: [{package: {repository: libs}}]
        stages:
          - name: Source
            actions: [{name: git, outputArtifacts: [{name: source}], git: {url: x, branch: main}}]
          - name: Use
            actions:
              - name: app
                inputArtifacts: [source]
                build:
                  project: app
                  environmentVariables:
                    - {name: ALL, value: '#{trigger.DomainName}|#{trigger.RepositoryName}|#{trigger.PackageFormat}|#{trigger.PackageNamespace}|#{trigger.PackageName}|#{trigger.PackageVersion}'}
              - {name: web, deploy: {group: web, images: {web: 'IMAGE'}}}
      """;

  private final Map<String, PipelineSpec> definitions = new HashMap<>();

  /** An execution as the API server stores it. */
  private static PipelineExecution execution(String trigger) {
    return stored(
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: PipelineExecution
            metadata: {name: run, namespace: team}
            spec: {pipeline: app%s}
            """
                .formatted(trigger.isEmpty() ? "" : ", trigger: " + trigger),
            PipelineExecution.class));
  }

  private static PipelineExecution stored(PipelineExecution execution) {
    execution.getMetadata().setUid("e");
    execution.getMetadata().setCreationTimestamp(NOW.toString());
    return Serialization.unmarshal(Serialization.asYaml(execution), PipelineExecution.class);
  }

  private Plan<PipelineStatus> plan(Pipeline pipeline, PipelineExecution execution) {
    var plan =
        PipelinePlanner.plan(
            new PipelineObservation(
                pipeline,
                List.of(execution),
                Map.of(),
                Map.of(),
                definitions,
                Map.of("git", new SourceHead("a".repeat(40), null)),
                List.of()),
            NOW);
    made(plan, ControllerRevision.class)
        .ifPresent(
            r -> definitions.put(r.getMetadata().getName(), PipelineResources.definition(r)));
    return plan;
  }

  /** Each pass knows only what the one before has stored. */
  private Plan<PipelineStatus> inStageUse(PipelineExecution execution, String image) {
    var pipeline = Serialization.unmarshal(PIPELINE.replace("IMAGE", image), Pipeline.class);
    var entered = plan(pipeline, execution);
    execution.setStatus(patched(entered).getStatus());
    return plan(pipeline, stored(execution));
  }

  private static PipelineExecution patched(Plan<?> plan) {
    return plan.actions().stream()
        .filter(Action.PatchStatus.class::isInstance)
        .map(a -> (PipelineExecution) ((Action.PatchStatus) a).object())
        .collect(Collectors.collectingAndThen(Collectors.toList(), List::getLast));
  }

  private static <T extends HasMetadata> Optional<T> made(Plan<?> plan, Class<T> kind) {
    return plan.actions().stream()
        .filter(Action.Create.class::isInstance)
        .map(a -> ((Action.Create) a).object())
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst();
  }

  private String environment(PipelineExecution execution) {
    return made(inStageUse(execution, "web:1"), BuildExecution.class)
        .map(b -> b.getSpec().environmentVariables().getFirst())
        .map(EnvironmentVariable::value)
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "maven; com.example; core; default|libs|maven|com.example|core|1.2.0",
        "npm; acme; core; default|libs|npm|acme|core|1.2.0",
        "npm; ''; core; default|libs|npm||core|1.2.0",
        "pypi; ''; requests; default|libs|pypi||requests|1.2.0",
        "generic; org; tool; default|libs|generic|org|tool|1.2.0",
        "go; ''; acme.test/tool; default|libs|go||acme.test/tool|1.2.0",
      })
  void aBuildGetsWhatAPublicationStarted(
      String format, String namespace, String name, String expected) {
    var event = TestEvents.read(9, "e9", format, namespace, name, "1.2.0", "Published");
    var pipeline = Serialization.unmarshal(PIPELINE, Pipeline.class);
    var started = stored(PipelineResources.execution(pipeline, "default", event));
    assertThat(environment(started)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; |||||",
        "{type: Push, detail: main}; |||||",
        "{type: StartPipelineExecution}; |||||",
        "{type: Package, detail: npm core 1 in libs}; |||||",
        "{type: StartPipelineExecution, package: {format: npm, name: core, version: 1.2.0}}; ||npm||core|1.2.0",
        "{package: {domain: d, repository: r, format: npm, namespace: n, name: core, version: 1.2.0}}; d|r|npm|n|core|1.2.0",
      })
  void whatSomethingElseStartedHasThemEmptyUnlessItNamesAPackage(String trigger, String expected) {
    assertThat(environment(execution(trigger))).isEqualTo(expected);
  }

  @Test
  void anEventOfAFormatThatNobodyKnowsStartsWithoutThem() {
    var event = TestEvents.read(9, "e9", "rpm", "", "core", "1.2.0", "Published");
    assertThat(TriggerVariables.published("default", event)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "web:#{trigger.PackageVersion} | {package: {format: npm, name: web, version: 1.2.0}} | web:1.2.0",
        "web:1 | '' | web:1",
        "web:#{trigger.PackageVersion} | '' | #{trigger.PackageVersion} is empty, and an image needs it: no package started this execution; one that is started by hand can name it in spec.trigger.package",
        "#{trigger.PackageNamespace}/web | {package: {format: npm, name: web, version: 1.2.0}} | #{trigger.PackageNamespace} is empty, and an image needs it: the package that started this execution has none",
      })
  void anImageIsNeverMadeOfAnEmptyOne(String image, String trigger, String expected) {
    var plan = inStageUse(execution(trigger), image);
    var deployment = made(plan, DeploymentExecution.class);
    if (expected.contains("is empty")) {
      assertThat(deployment).isEmpty();
      var action = patched(plan).getStatus().stages().getLast().actions().getLast();
      assertThat(action.error().code()).isEqualTo("InvalidVariable");
      assertThat(action)
          .extracting(ActionExecution::error)
          .extracting("message")
          .isEqualTo(expected);
    } else {
      assertThat(deployment.orElseThrow().getSpec().revision().images())
          .containsEntry("web", expected);
    }
  }
}
