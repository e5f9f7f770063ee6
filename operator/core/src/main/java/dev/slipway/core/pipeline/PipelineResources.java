package dev.slipway.core.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildExecutionSpec;
import dev.slipway.api.v1alpha1.BuildInput;
import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentExecutionSpec;
import dev.slipway.api.v1alpha1.DeploymentRevision;
import dev.slipway.api.v1alpha1.EnvironmentVariable;
import dev.slipway.api.v1alpha1.GitRepository;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineExecutionSpec;
import dev.slipway.api.v1alpha1.PipelineSpec;
import dev.slipway.api.v1alpha1.SourceRevision;
import dev.slipway.api.v1alpha1.Stage;
import dev.slipway.api.v1alpha1.StageAction;
import dev.slipway.api.v1alpha1.Trigger;
import dev.slipway.core.feed.PackageEvent;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.text.Hashes;
import dev.slipway.core.text.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The objects that a pipeline makes; equal inputs give equal names. */
public final class PipelineResources {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final int HASH = 10;
  private static final int COMMIT = 12;
  private static final int PLACE = 5;

  /** The API server takes no longer detail of a trigger. */
  private static final int LONGEST_TEXT = 1000;

  private final Pipeline pipeline;
  private final PipelineSpec definition;

  PipelineResources(Pipeline pipeline, PipelineSpec definition) {
    this.pipeline = pipeline;
    this.definition = definition;
  }

  /** The name of a run's child; stage and action may hold hyphens themselves. */
  static String childName(Run run, Stage stage, StageAction action) {
    var place = Hashes.hex(stage.name() + "\0" + action.name(), PLACE);
    return Names.of(
        run.name(),
        stage.name().toLowerCase(Locale.ROOT),
        action.name().toLowerCase(Locale.ROOT),
        place);
  }

  HasMetadata child(
      Run run, Stage stage, StageAction action, Map<String, Map<String, String>> variables)
      throws ActionRunner.Unresolved {
    return action.build() != null
        ? build(run, stage, action, variables)
        : deployment(run, stage, action, variables);
  }

  private BuildExecution build(
      Run run, Stage stage, StageAction action, Map<String, Map<String, String>> variables)
      throws ActionRunner.Unresolved {
    var environment = new ArrayList<EnvironmentVariable>();
    for (var variable : action.build().environmentVariables()) {
      environment.add(
          new EnvironmentVariable(variable.name(), resolved(variable.value(), variables)));
    }
    var inputName = action.inputArtifacts().getFirst();
    var input =
        run.artifacts.stream()
            .filter(a -> a.name().equals(inputName))
            .findFirst()
            .orElseThrow(
                () ->
                    new ActionRunner.Unresolved(
                        "the artifact " + inputName + " was not made: its build has no artifacts"));
    var build = new BuildExecution();
    build.setMetadata(meta(run, childName(run, stage, action)));
    var git = input.git() == null ? null : repository(input.name());
    build.setSpec(
        new BuildExecutionSpec(
            action.build().project(),
            input.git() == null ? null : input.git().commit(),
            new BuildInput(git, input.blob()),
            environment,
            null,
            null,
            null));
    return build;
  }

  private DeploymentExecution deployment(
      Run run, Stage stage, StageAction action, Map<String, Map<String, String>> variables)
      throws ActionRunner.Unresolved {
    var images = new HashMap<String, String>();
    for (var image : action.deploy().images().entrySet()) {
      var empty = TriggerVariables.empty(image.getValue(), variables);
      if (empty.isPresent()) {
        throw new ActionRunner.Unresolved(empty.get());
      }
      images.put(image.getKey(), resolved(image.getValue(), variables));
    }
    var deployment = new DeploymentExecution();
    deployment.setMetadata(meta(run, childName(run, stage, action)));
    deployment.setSpec(
        new DeploymentExecutionSpec(
            action.deploy().group(),
            new DeploymentRevision(images),
            "pipeline execution " + run.name()));
    return deployment;
  }

  private static String resolved(String text, Map<String, Map<String, String>> variables)
      throws ActionRunner.Unresolved {
    var resolved = Variables.resolve(text, variables);
    if (resolved.missing() != null) {
      throw new ActionRunner.Unresolved(
          resolved.missing()
              + " has no value: no earlier action gave it; a build gives what its buildspec names"
              + " in exported-variables");
    }
    return resolved.text();
  }

  private GitRepository repository(String artifact) {
    return definition.stages().getFirst().actions().stream()
        .filter(a -> a.outputArtifacts().stream().anyMatch(o -> o.name().equals(artifact)))
        .map(StageAction::git)
        .map(g -> new GitRepository(g.url(), g.branch(), g.secretRef(), g.caRef()))
        .findFirst()
        .orElseThrow();
  }

  private ObjectMeta meta(Run run, String name) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(pipeline.getMetadata().getNamespace())
        .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
        .addToLabels(Labels.PIPELINE, Labels.value(pipeline.getMetadata().getName()))
        .addToLabels(Labels.PIPELINE_EXECUTION, Labels.value(run.name()))
        .addToOwnerReferences(dev.slipway.core.plan.Owners.of(run.execution))
        .build();
  }

  /** The execution that a new commit starts; {@code previous} is the one started before it. */
  static PipelineExecution execution(
      Pipeline pipeline, List<SourceRevision> revisions, String previous, String detail) {
    var commits = String.join(",", revisions.stream().map(SourceRevision::commit).toList());
    var first = revisions.getFirst().commit();
    var chain = Hashes.hex(commits + "\0" + previous, 6);
    var execution = new PipelineExecution();
    execution.setMetadata(
        new ObjectMetaBuilder()
            .withName(Names.of(pipeline.getMetadata().getName(), first.substring(0, COMMIT), chain))
            .withNamespace(pipeline.getMetadata().getNamespace())
            .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
            .addToLabels(Labels.PIPELINE, Labels.value(pipeline.getMetadata().getName()))
            .addToOwnerReferences(dev.slipway.core.plan.Owners.of(pipeline))
            .build());
    execution.setSpec(
        new PipelineExecutionSpec(
            pipeline.getMetadata().getName(), new Trigger("Push", detail, null, null), revisions));
    return execution;
  }

  /**
   * The execution that a published version starts. Its name follows from the event's identity and
   * time alone: names of one pipeline are in the order of the events, and an event that is told
   * twice gives one.
   *
   * @param domain whose event it is
   */
  static PipelineExecution execution(Pipeline pipeline, String domain, PackageEvent event) {
    var name = pipeline.getMetadata().getName();
    var execution = new PipelineExecution();
    execution.setMetadata(
        new ObjectMetaBuilder()
            .withName(
                Names.of(
                    name,
                    Long.toString(Math.max(0, event.time().toEpochMilli()), Character.MAX_RADIX),
                    Hashes.hex(event.id(), HASH)))
            .withNamespace(pipeline.getMetadata().getNamespace())
            .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
            .addToLabels(Labels.PIPELINE, Labels.value(name))
            .addToOwnerReferences(dev.slipway.core.plan.Owners.of(pipeline))
            .build());
    var detail =
        event.format()
            + " "
            + event.spelling()
            + " "
            + event.version()
            + " in "
            + event.repository();
    execution.setSpec(
        new PipelineExecutionSpec(
            name,
            new Trigger(
                "Package",
                shortened(detail),
                event.user().isEmpty() ? null : shortened(event.user()),
                TriggerVariables.published(domain, event)),
            List.of()));
    return execution;
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 1) + "…";
  }

  /** The definition as an object that an execution keeps. */
  static ControllerRevision revision(Pipeline pipeline) {
    var hash = hash(pipeline.getSpec());
    return new ControllerRevisionBuilder()
        .withNewMetadata()
        .withName(Names.of(pipeline.getMetadata().getName(), hash))
        .withNamespace(pipeline.getMetadata().getNamespace())
        .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
        .addToLabels(Labels.PIPELINE, Labels.value(pipeline.getMetadata().getName()))
        .addToOwnerReferences(dev.slipway.core.plan.Owners.of(pipeline))
        .endMetadata()
        .withRevision(pipeline.getMetadata().getGeneration())
        .withData(JSON.valueToTree(Map.of("spec", pipeline.getSpec())))
        .build();
  }

  static String hash(PipelineSpec spec) {
    try {
      return Hashes.hex(JSON.writeValueAsString(spec), HASH);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a spec that was read can be written", e);
    }
  }

  /** Reads a definition back. */
  public static PipelineSpec definition(ControllerRevision revision) {
    return JSON.convertValue(JSON.valueToTree(revision.getData()).get("spec"), PipelineSpec.class);
  }
}
