package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** An environment variable of a project: literal, or from a Secret or ConfigMap. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "(has(self.value) ? 1 : 0) + (has(self.secretRef) ? 1 : 0) + (has(self.configMapRef) ? 1 : 0) <= 1",
    message = "a variable has at most one of value, secretRef and configMapRef")
@ValidationRule(
    value = "!self.name.startsWith('CODEBUILD_')",
    message = "names that start with CODEBUILD_ are reserved")
public record ProjectVariable(
    @JsonPropertyDescription("Name of the variable.") @Required @Pattern("^[A-Za-z_][A-Za-z0-9_]*$")
        String name,
    @JsonPropertyDescription("Its value; taken literally.") String value,
    @JsonPropertyDescription("Secret key with the value; masked in every log line.")
        KeyReference secretRef,
    @JsonPropertyDescription("ConfigMap key with the value.") KeyReference configMapRef) {}
