package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which repositories may take in versions. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "(self.mode == 'ALLOW_SPECIFIC_REPOSITORIES') == (has(self.repositories) &&"
            + " size(self.repositories) > 0)",
    message = "repositories are named with mode ALLOW_SPECIFIC_REPOSITORIES, and only then")
public record PackageRestriction(
    @JsonPropertyDescription("ALLOW all, BLOCK all, or ALLOW_SPECIFIC_REPOSITORIES.") @Required
        RestrictionMode mode,
    @JsonPropertyDescription("Names of the repositories that may.") @Size(max = 1000)
        List<String> repositories) {
  public PackageRestriction {
    repositories = repositories == null ? List.of() : List.copyOf(repositories);
  }
}
