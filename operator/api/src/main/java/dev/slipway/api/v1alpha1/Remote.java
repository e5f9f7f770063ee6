package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * An external repository that this one is a proxy of. Source: CodeArtifact user guide, external
 * connections; an address of one's own is more than CodeArtifact has.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "self.format != 'generic'",
    message =
        "remote.format must be maven, npm, pypi, nuget, cargo or go: generic artifacts have no"
            + " external repositories")
@ValidationRule(
    value = "has(self.url) != has(self.builtin)",
    message =
        "a remote has an address, url, or the name of a public repository, builtin: one of them")
public record Remote(
    @JsonPropertyDescription("Format of the external repository.") @Required PackageFormat format,
    @JsonPropertyDescription("Its address; of pypi, that of the simple index.")
        @Pattern("^https?://[^\\s@]+$")
        @Size(max = 2048)
        String url,
    @JsonPropertyDescription(
            "Name of a public repository in place of an address; the operator's setting"
                + " SLIPWAY_REMOTE_ and this name says where it is.")
        @Pattern(
            "^public:(npmjs|pypi|nuget-org|crates-io|go-proxy|maven-(central|googleandroid|gradleplugins|commonsware|clojars))$")
        String builtin,
    @JsonPropertyDescription(
            "Secret with the keys username and password, or token. It is read again within a"
                + " minute of a change.")
        LocalReference secretRef,
    @JsonPropertyDescription(
            "ConfigMap key with the PEM certificates to trust for this address. It is read again"
                + " within a minute of a change.")
        KeyReference caRef,
    @JsonPropertyDescription("Address of an HTTP proxy through which it is reached.")
        @Pattern("^http://[^\\s@/]+/?$")
        @Size(max = 2048)
        String proxy) {}
