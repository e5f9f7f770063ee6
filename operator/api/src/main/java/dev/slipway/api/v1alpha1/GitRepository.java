package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Where a Git repository is and how to reach it over smart HTTP. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GitRepository(
    @JsonPropertyDescription("HTTP or HTTPS address of the Git repository.")
        @Required
        @Pattern("^https?://[^\\s]+$")
        @Size(max = 2048)
        String url,
    @JsonPropertyDescription("Branch to follow; the remote's HEAD where absent.")
        @Size(min = 1, max = 255)
        String branch,
    @JsonPropertyDescription("Secret with the keys username and password, or token.")
        LocalReference secretRef,
    @JsonPropertyDescription("ConfigMap key with the PEM certificates to trust for this address.")
        KeyReference caRef) {}
