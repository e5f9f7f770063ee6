package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/**
 * What is deployed, where and how. Source: CodeDeploy user guide, deployment groups on Amazon ECS.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DeploymentGroupSpec(
    @JsonPropertyDescription("Service: pods behind a Service, as CodeDeploy on Amazon ECS.")
        @Default("Service")
        Platform platform,
    @JsonPropertyDescription("The Deployment that is the template.") @Required Workload workload,
    @JsonPropertyDescription("Pods of a colour; the template's number where absent.")
        @Min(1)
        @Max(1000)
        Integer replicas,
    @JsonPropertyDescription("The Service that clients use.") @Required ServiceEntry service,
    @JsonPropertyDescription("BlueGreen: a second set of pods comes up beside the first.")
        @Default("BlueGreen")
        DeploymentStyle style,
    @JsonPropertyDescription("AllAtOnce: all traffic moves in one step.") @Default("AllAtOnce")
        DeploymentConfiguration configuration,
    @JsonPropertyDescription("Waits.") BlueGreenOptions blueGreen,
    @JsonPropertyDescription("When to go back; on Failure where absent.") Rollback rollback,
    @JsonPropertyDescription("How answers are proven.") Prober prober,
    @JsonPropertyDescription("How many finished deployments are kept.") History history) {}
