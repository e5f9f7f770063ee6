package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Applies a path of a Git repository to the cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!self.path.startsWith('/') && !self.path.contains('..')",
    message = "path must be relative to the repository, without ..")
public record GitSyncSpec(
    @JsonPropertyDescription("The repository.") @Required GitRepository git,
    @JsonPropertyDescription("Folder in the repository; every .yaml and .yml below it is applied.")
        @Default(".")
        @Size(min = 1, max = 1024)
        String path,
    @JsonPropertyDescription("How often the repository is looked at.")
        @Default("30s")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        String interval,
    @JsonPropertyDescription(
            "Deletes what an earlier revision applied and this one no longer holds.")
        @Default("true")
        Boolean prune,
    @JsonPropertyDescription(
            "ServiceAccount of this namespace in whose name everything is applied.")
        @Default("default")
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String serviceAccountName,
    @JsonPropertyDescription(
            "Namespace for objects that name none; the namespace of the GitSync where absent.")
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String targetNamespace,
    @JsonPropertyDescription("Stops all work while true.") Boolean suspend) {}
