package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A view of a domain. Source: CodeArtifact user guide, repositories. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!(has(self.remote) && has(self.upstreams) && size(self.upstreams) > 0)",
    message = "a repository has remote or upstreams, not both")
@ValidationRule(
    value = "!has(self.upstreams) || self.upstreams.all(u, self.upstreams.exists_one(v, v == u))",
    message = "upstreams names a repository only once")
public record RepositorySpec(
    @JsonPropertyDescription("Name of the Domain in the same namespace; default is made on demand.")
        @Default("default")
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(max = 253)
        String domain,
    @JsonPropertyDescription("Text for people.") @Size(max = 1000) String description,
    @JsonPropertyDescription(
            "Repositories of the same domain that are asked, in this order, for what this one lacks.")
        @Size(max = 10)
        List<@Size(max = 253) String> upstreams,
    @JsonPropertyDescription(
            "External repository; makes this one a proxy that nothing can be published to.")
        Remote remote,
    @JsonPropertyDescription("Lets anyone who reaches the server read.") Boolean anonymousRead,
    @JsonPropertyDescription(
            "Who may do what here, besides those whom roles of the cluster allow it.")
        @Size(max = 64)
        List<AccessRule> access,
    @JsonPropertyDescription(
            "Versions that are deleted by themselves, once a day; a version goes when any rule says so.")
        @Size(max = 50)
        List<RetentionRule> retention) {
  public RepositorySpec {
    access = access == null ? List.of() : List.copyOf(access);
    upstreams = upstreams == null ? List.of() : List.copyOf(upstreams);
    retention = retention == null ? List.of() : List.copyOf(retention);
  }
}
