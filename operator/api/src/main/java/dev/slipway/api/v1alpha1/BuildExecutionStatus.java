package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;

/** State of a build. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildExecutionStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("Number of the build in its project.") Long buildNumber,
    @JsonPropertyDescription("The phase that runs now.") BuildPhaseType currentPhase,
    @JsonPropertyDescription("Status of the build.") BuildState buildStatus,
    @JsonPropertyDescription("When it was accepted. RFC 3339, UTC.") String startTime,
    @JsonPropertyDescription("When it ended. RFC 3339, UTC.") String endTime,
    @JsonPropertyDescription("The commit that is built.") String resolvedSourceVersion,
    @JsonPropertyDescription("The phases so far.") List<BuildPhase> phases,
    @JsonPropertyDescription("Variables that the buildspec exports.")
        Map<String, String> exportedVariables,
    @JsonPropertyDescription("Output artifacts.") List<BuildArtifact> artifacts,
    @JsonPropertyDescription("Images that were pushed.") List<BuiltImage> images,
    @JsonPropertyDescription("Why the build container does not run yet.") String waitingFor,
    @JsonPropertyDescription("Where the log is.") BuildLogs logs,
    @JsonPropertyDescription(
            "What the build pulled of packages; absent while it runs, and where the project names"
                + " none.")
        BuildDependencies dependencies,
    @JsonPropertyDescription("The standard Kubernetes conditions of this object.")
        List<Condition> conditions) {
  public BuildExecutionStatus {
    phases = phases == null ? List.of() : List.copyOf(phases);
    exportedVariables = exportedVariables == null ? Map.of() : Map.copyOf(exportedVariables);
    artifacts = artifacts == null ? List.of() : List.copyOf(artifacts);
    images = images == null ? List.of() : List.copyOf(images);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
