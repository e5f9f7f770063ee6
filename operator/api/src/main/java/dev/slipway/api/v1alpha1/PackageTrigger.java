package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Packages whose new versions start an execution. Source: CodePipeline user guide, EventBridge
 * rules; CodeArtifact user guide, start a CodePipeline execution.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.name) || has(self.format)",
    message = "name needs format: each format writes names in its own way")
public record PackageTrigger(
    @JsonPropertyDescription(
            "Name of the Repository in the same namespace that the version becomes Published in.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String repository,
    @JsonPropertyDescription("Format of the package; any where absent.") PackageFormat format,
    @JsonPropertyDescription(
            "Package as its format writes it: com.example:core, @acme/core, core; * stands for any text; every package where absent.")
        @Pattern("^[^\\s]+$")
        @Size(min = 1, max = 512)
        String name) {}
