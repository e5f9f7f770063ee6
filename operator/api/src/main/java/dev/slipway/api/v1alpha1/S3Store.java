package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A bucket that several package servers share. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record S3Store(
    @JsonPropertyDescription(
            "Address of the S3 store: scheme, host and port. It must have conditional writes (If-None-Match and If-Match on PutObject); the package server finds out when it starts, and does not start where it has not.")
        @Required
        @Pattern("^https?://[^/\\s?#@]+/?$")
        @Size(max = 2048)
        String endpoint,
    @JsonPropertyDescription("The bucket, which must exist.")
        @Required
        @Pattern("^[a-z0-9][-a-z0-9.]*[a-z0-9]$")
        @Size(min = 3, max = 63)
        String bucket,
    @JsonPropertyDescription(
            "What the keys of all objects begin with, so that domains can share a bucket; never one prefix for two domains.")
        @Pattern("^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?$")
        @Size(max = 256)
        String prefix,
    @JsonPropertyDescription("Region of the bucket; us-east-1 where absent.")
        @Pattern("^[a-z0-9-]+$")
        @Size(max = 63)
        String region,
    @JsonPropertyDescription(
            "Secret with the keys accessKeyId and secretAccessKey, and sessionToken where there is one. They are read when a package server starts.")
        @Required
        LocalReference secretRef) {}
