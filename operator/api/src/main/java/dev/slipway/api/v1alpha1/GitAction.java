package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Source action: follows a branch of a Git repository. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GitAction(
    @JsonPropertyDescription("HTTP or HTTPS address of the Git repository.")
        @Required
        @Pattern("^https?://[^\\s]+$")
        @Size(max = 2048)
        String url,
    @JsonPropertyDescription("Branch whose new commits start an execution.")
        @Required
        @Size(min = 1, max = 255)
        String branch,
    @JsonPropertyDescription("Secret with the keys username and password, or token.")
        LocalReference secretRef,
    @JsonPropertyDescription("ConfigMap key with the PEM certificates to trust for this address.")
        KeyReference caRef,
    @JsonPropertyDescription(
            "How often the branch is looked at. Repositories that several objects follow are looked at once, at the shortest interval.")
        @Default("30s")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        String interval,
    @JsonPropertyDescription(
            "Whether new commits start an execution; true where absent. With false, the newest commit is taken when something else starts one.")
        Boolean detectChanges) {}
