package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** A volume of the package server. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VolumeStore(
    @JsonPropertyDescription("Size of the PersistentVolumeClaim.")
        @Default("10Gi")
        @Pattern("^[0-9]+(Ki|Mi|Gi|Ti)$")
        String size,
    @JsonPropertyDescription("Its storage class; the cluster's default where absent.")
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String storageClassName,
    @JsonPropertyDescription(
            "Keeps everything in an emptyDir in place of a PersistentVolumeClaim: lost with the pod. For trials only.")
        Boolean ephemeral) {}
