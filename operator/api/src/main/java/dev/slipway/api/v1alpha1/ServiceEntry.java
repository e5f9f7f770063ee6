package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The Service that clients use; the operator owns it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.nodePort) || self.type != 'ClusterIP'",
    message = "nodePort needs type NodePort or LoadBalancer")
public record ServiceEntry(
    @JsonPropertyDescription("Name of the Service. Its colours are NAME-a and NAME-b.")
        @Required
        @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")
        @Size(max = 61)
        String name,
    @JsonPropertyDescription("Port of the Service.") @Required @Min(1) @Max(65535) Integer port,
    @JsonPropertyDescription("Port of the pods; the same as port where absent.") @Min(1) @Max(65535)
        Integer targetPort,
    @JsonPropertyDescription("ClusterIP, NodePort or LoadBalancer, as a Service has it.")
        @Default("ClusterIP")
        ServiceType type,
    @JsonPropertyDescription("Port of the nodes, for the types NodePort and LoadBalancer.")
        @Min(1)
        @Max(65535)
        Integer nodePort) {}
