package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A deployment. Creating one is CreateDeployment; its name is the idempotency token. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self == oldSelf",
    message = "the spec of a deployment cannot be changed; create another deployment")
public record DeploymentExecutionSpec(
    @JsonPropertyDescription("Name of the DeploymentGroup in the same namespace.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String group,
    @JsonPropertyDescription("What is deployed; the template as it is where absent.")
        DeploymentRevision revision,
    @JsonPropertyDescription("Text for people.") @Size(max = 1000) String description) {}
