package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * The version of a package that started an execution. Source: CodeArtifact user guide, CodeArtifact
 * event format and example.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PublishedVersion(
    @JsonPropertyDescription("Name of the Domain; #{trigger.DomainName}.") @Size(max = 253)
        String domain,
    @JsonPropertyDescription(
            "Name of the Repository that it was published in; #{trigger.RepositoryName}.")
        @Size(max = 253)
        String repository,
    @JsonPropertyDescription("Format of the package; #{trigger.PackageFormat}.") @Required
        PackageFormat format,
    @JsonPropertyDescription(
            "What stands before the name: group of Maven, scope of npm without its @, namespace of a generic package; absent where there is none. #{trigger.PackageNamespace}.")
        @Size(max = 255)
        String namespace,
    @JsonPropertyDescription("Name of the package without its namespace; #{trigger.PackageName}.")
        @Required
        @Size(min = 1, max = 255)
        String name,
    @JsonPropertyDescription("The version; #{trigger.PackageVersion}.")
        @Required
        @Size(min = 1, max = 16_384)
        String version) {}
