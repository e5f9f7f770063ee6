package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** An artifact of an execution: a reference until something needs its bytes. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ArtifactState(
    @JsonPropertyDescription("Name of the artifact.") String name,
    @JsonPropertyDescription("A commit.") GitRevision git,
    @JsonPropertyDescription("Stored bytes.") Blob blob) {}
