package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** An external repository that this one is a proxy of. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.format != 'generic'",
    message = "remote.format must be maven: generic artifacts have no external repositories")
public record Remote(
    @JsonPropertyDescription("Format of the external repository.") @Required PackageFormat format,
    @JsonPropertyDescription("Its address.")
        @Required
        @Pattern("^https?://[^\\s]+$")
        @Size(max = 2048)
        String url,
    @JsonPropertyDescription("ConfigMap key with the PEM certificates to trust for this address.")
        KeyReference caRef) {}
