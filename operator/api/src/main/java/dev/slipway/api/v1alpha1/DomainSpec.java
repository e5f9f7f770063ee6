package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;

/** One package server with one store. Source: CodeArtifact user guide, domains. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.replicas) || self.replicas == 1 || (has(self.store) && has(self.store.s3))",
    message = "more than one of replicas needs store.s3: a volume has one writer")
@ValidationRule(
    value =
        "!has(self.webhooks) || self.webhooks.all(w, self.webhooks.exists_one(o, o.name =="
            + " w.name))",
    message = "each of webhooks has a name of its own")
public record DomainSpec(
    @JsonPropertyDescription(
            "Where the bytes are kept; a PersistentVolumeClaim of 10Gi where absent.")
        DomainStore store,
    @JsonPropertyDescription(
            "How many package servers run, each of which serves everything; 1 where absent. More than one needs store.s3.")
        @Min(1)
        @Max(20)
        Integer replicas,
    @JsonPropertyDescription("Requests and limits of the package server.")
        ResourceRequirements resources,
    @JsonPropertyDescription("How much is kept.") DomainQuotas quotas,
    @JsonPropertyDescription(
            "How long artifacts and logs of builds are kept after they were last used; for ever where absent.")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        @Size(max = 50)
        String artifactRetention,
    @JsonPropertyDescription(
            "How long a version from outside must have been released before it may come in, as"
                + " 72h; no wait where absent. PackageGroups may say otherwise. What the domain's"
                + " repositories have already stays.")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        @Size(max = 32)
        String minimumReleaseAge,
    @JsonPropertyDescription("Versions that need not wait for minimumReleaseAge.") @Size(max = 200)
        List<ReleaseAgeException> releaseAgeExceptions,
    @JsonPropertyDescription(
            "Whose OpenID Connect tokens may be exchanged for tokens of the package server.")
        @Size(max = 32)
        List<TrustedIdentity> identities,
    @JsonPropertyDescription("Who is told of events: of every change of a package version.")
        @Size(max = 16)
        List<DomainWebhook> webhooks,
    @JsonPropertyDescription(
            "Changes of packages that become Kubernetes Events of their Repository: those that any rule names. Where absent, what somebody does by hand (Status, Dispose, Delete, Origin, Accept, Discard), and Quarantine. An empty list means none.")
        @Size(max = 20)
        List<PackageEventRule> events,
    @JsonPropertyDescription(
            "Addresses by which clients outside the cluster reach the package server, through a gateway that ends TLS: https://packages.example.com, with the path if the gateway takes one away. Who asks for the host of one of them is told addresses below it.")
        @Size(max = 16)
        List<
                @Pattern("^https?://[a-zA-Z0-9.-]+(:[0-9]{1,5})?(/[a-zA-Z0-9._~/-]*)?$")
                @Size(max = 500) String>
            externalUrls) {
  /** Of a domain that is made on demand. */
  public static final DomainSpec STANDARD =
      new DomainSpec(null, null, null, null, null, null, null, null, null, null, null);

  public DomainSpec {
    releaseAgeExceptions =
        releaseAgeExceptions == null ? List.of() : List.copyOf(releaseAgeExceptions);
    identities = identities == null ? List.of() : List.copyOf(identities);
    webhooks = webhooks == null ? List.of() : List.copyOf(webhooks);
    externalUrls = externalUrls == null ? List.of() : List.copyOf(externalUrls);
    events = events == null ? null : List.copyOf(events);
  }
}
