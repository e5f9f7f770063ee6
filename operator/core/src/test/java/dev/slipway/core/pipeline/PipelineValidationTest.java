package dev.slipway.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.PipelineSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PipelineValidationTest {

  private static final String SPEC =
      """
      stages:
        - name: Source
          actions: [{name: git, namespace: src, outputArtifacts: [{name: source}], git: {url: x, branch: main}}]
        - name: Build
          actions:
            - {name: one, namespace: one, runOrder: 1, inputArtifacts: [source], outputArtifacts: [{name: jar}], build: {project: p}}
            - ACTION
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{name: x, runOrder: 2, inputArtifacts: [jar], build: {project: p}} | ``",
        "{name: x, runOrder: 2, deploy: {group: g, images: {a: '#{one.I}#{codepipeline.PipelineExecutionId}'}}} | ``",
        "{name: x, runOrder: 1, inputArtifacts: [jar], build: {project: p}} | spec.stages[1].actions[1].inputArtifacts: no action before x has the output artifact jar",
        "{name: x, runOrder: 2, inputArtifacts: [nope], build: {project: p}} | spec.stages[1].actions[1].inputArtifacts: no action before x has the output artifact nope",
        "{name: x, runOrder: 2, inputArtifacts: [jar], outputArtifacts: [{name: source}], build: {project: p}} | spec.stages[1].actions[1].outputArtifacts: source is already an output artifact of git",
        "{name: x, runOrder: 2, namespace: src, inputArtifacts: [jar], build: {project: p}} | spec.stages[1].actions[1].namespace: src is already the namespace of git",
        "{name: x, runOrder: 2, namespace: codepipeline, inputArtifacts: [jar], build: {project: p}} | spec.stages[1].actions[1].namespace: codepipeline is reserved",
        "{name: x, runOrder: 1, deploy: {group: g, images: {a: '#{one.I}'}}} | spec.stages[1].actions[1].deploy.images[a]: no action before x has the namespace one",
        "{name: x, inputArtifacts: [source], build: {project: p, environmentVariables: [{name: V, value: '#{no.I}'}]}} | spec.stages[1].actions[1].build.environmentVariables[V]: no action before x has the namespace no",
        "{name: x, runOrder: 2, namespace: trigger, inputArtifacts: [jar], build: {project: p}} | spec.stages[1].actions[1].namespace: trigger is reserved",
        "{name: x, inputArtifacts: [source], build: {project: p, environmentVariables: [{name: V, value: '#{trigger.PackageVersion}'}]}} | ``",
        "{name: x, runOrder: 1, deploy: {group: g, images: {a: '#{codepipeline.Id}'}}} | spec.stages[1].actions[1].deploy.images[a]: there is no #{codepipeline.Id}; codepipeline has PipelineExecutionId",
        "{name: x, runOrder: 1, deploy: {group: g, images: {a: '#{trigger.Version}'}}} | spec.stages[1].actions[1].deploy.images[a]: there is no #{trigger.Version}; trigger has DomainName, PackageFormat, PackageName, PackageNamespace, PackageVersion, RepositoryName",
      })
  void referencesMustBeThereBefore(String action, String problem) {
    var spec = Serialization.unmarshal(SPEC.replace("ACTION", action), PipelineSpec.class);
    var problems = PipelineValidation.problems(spec);
    if (problem.isEmpty()) {
      assertThat(problems).isEmpty();
    } else {
      assertThat(problems).containsExactly(problem);
    }
  }
}
