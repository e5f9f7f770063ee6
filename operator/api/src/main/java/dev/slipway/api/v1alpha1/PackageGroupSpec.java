package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * A pattern and what it decides; of several patterns that fit a package, the most specific one that
 * says something counts. Source: CodeArtifact user guide, package groups.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PackageGroupSpec(
    @JsonPropertyDescription("Name of the Domain in the same namespace.")
        @Default("default")
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String domain,
    @JsonPropertyDescription(
            "/format/namespace/name with one sign at its end: $ is exactly this package, ~ those"
                + " whose name begins with this word, * everything below; /* is every package. A"
                + " package that only looks like one of the group is blocked.")
        @Required
        @Pattern(
            "^/(\\*|(maven|npm|pypi|nuget|cargo|go|generic)"
                + "/(\\*|[^#/\\s]+~|[^#/\\s]*/(\\*|[^#\\s]+[$~])))$")
        @Size(max = 530)
        String pattern,
    @JsonPropertyDescription("Text for people: who answers for these packages.") @Size(max = 1000)
        String description,
    @JsonPropertyDescription("Who may take in versions, by the way they come.")
        PackageRestrictions restrictions,
    @JsonPropertyDescription(
            "How long a version from outside must have been released before it may come in; 0s for"
                + " no wait. What the domain's repositories have already stays.")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        @Size(max = 32)
        String minimumReleaseAge) {}
