package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;

/** How much a domain keeps. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DomainQuotas(
    @JsonProperty("private")
        @JsonPropertyDescription(
            "Bytes of the packages that are published here; publishing is refused beyond. No limit where absent.")
        @Pattern("^[0-9]{1,15}(Ki|Mi|Gi|Ti)?$")
        String privateBytes,
    @JsonPropertyDescription(
            "Bytes of what came from external repositories; what was used longest ago goes first. Half of the volume where absent, and never more.")
        @Pattern("^[0-9]{1,15}(Ki|Mi|Gi|Ti)?$")
        String cache) {}
