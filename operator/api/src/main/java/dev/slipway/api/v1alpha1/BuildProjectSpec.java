package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How a source is built. Source: CodeBuild user guide, projects. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildProjectSpec(
    @JsonPropertyDescription("Where the source comes from when no pipeline gives it.")
        BuildSource source,
    @JsonPropertyDescription("The container in which the commands run.") @Required
        BuildEnvironment environment,
    @JsonPropertyDescription(
            "Repositories whose client settings appear in the build by themselves.")
        @Size(max = 10)
        List<PackageSource> packages,
    @JsonPropertyDescription("How docker build lines are served.") ImageBuildSpec imageBuild,
    @JsonPropertyDescription("The output artifact.") ArtifactsSpec artifacts,
    @JsonPropertyDescription("Longest time for the phases of a build.")
        @Default("60m")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        String timeout,
    @JsonPropertyDescription("Longest time until the build container starts.")
        @Default("8h")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        String queuedTimeout,
    @JsonPropertyDescription(
            "ServiceAccount of the build pods; its token reaches the commands only through packages.")
        @Default("default")
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String serviceAccountName,
    @JsonPropertyDescription("How many finished builds are kept.") History history) {
  public BuildProjectSpec {
    packages = packages == null ? List.of() : List.copyOf(packages);
  }
}
