package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Who is told of what happens to the packages of a domain. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DomainWebhook(
    @JsonPropertyDescription(
            "Its name in the domain. One with a new name is told of what happens from then on.")
        @Required
        @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
        @Size(max = 63)
        String name,
    @JsonPropertyDescription(
            "Address that each event is posted to, in the cluster or outside. Addresses of clouds'"
                + " metadata, of a node's own links and of the server itself are refused.")
        @Required
        @Pattern("^https?://[^\\s@#]+$")
        @Size(max = 2048)
        String url,
    @JsonPropertyDescription(
            "Secret whose key secret signs the events. It is read again within a minute of a"
                + " change.")
        @Required
        LocalReference secretRef,
    @JsonPropertyDescription(
            "ConfigMap key with the PEM certificates to trust for this address. It is read again"
                + " within a minute of a change.")
        KeyReference caRef,
    @JsonPropertyDescription("Repositories of which it is told; all where absent.")
        @Size(max = 1000)
        List<String> repositories,
    @JsonPropertyDescription("Formats of which it is told; all where absent.") @Size(max = 16)
        List<PackageFormat> formats) {
  public DomainWebhook {
    repositories = repositories == null ? List.of() : List.copyOf(repositories);
    formats = formats == null ? List.of() : List.copyOf(formats);
  }
}
