package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/** What a pipeline gives a build to work on. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "(has(self.git) ? 1 : 0) + (has(self.blob) ? 1 : 0) == 1",
    message = "input has exactly one of git and blob")
public record BuildInput(
    @JsonPropertyDescription("The repository of the source action.") GitRepository git,
    @JsonPropertyDescription("An output artifact of an earlier action.") Blob blob) {}
