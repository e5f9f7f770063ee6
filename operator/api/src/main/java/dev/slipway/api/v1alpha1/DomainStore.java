package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/** Where a domain keeps its bytes. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "(has(self.volume) ? 1 : 0) + (has(self.s3) ? 1 : 0) == 1",
    message = "store has exactly one of volume and s3")
public record DomainStore(
    @JsonPropertyDescription("A volume.") VolumeStore volume,
    @JsonPropertyDescription("A bucket, which several replicas can share.") S3Store s3) {}
