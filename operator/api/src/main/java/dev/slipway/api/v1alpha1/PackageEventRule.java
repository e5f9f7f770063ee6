package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Which changes of packages become Kubernetes Events. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PackageEventRule(
    @JsonPropertyDescription("What happens to the package.") @Required @Size(min = 1, max = 20)
        List<PackageChange> changes,
    @JsonPropertyDescription(
            "Names of the Repositories it happens in; all of the domain where absent.")
        @Size(max = 100)
        List<String> repositories,
    @JsonPropertyDescription("Formats of the packages; all where absent.") @Size(max = 20)
        List<PackageFormat> formats,
    @JsonPropertyDescription(
            "Also what the server does by itself, as retention does; false where absent.")
        Boolean automatic) {
  public PackageEventRule {
    changes = changes == null ? List.of() : List.copyOf(changes);
    repositories = repositories == null ? List.of() : List.copyOf(repositories);
    formats = formats == null ? List.of() : List.copyOf(formats);
  }
}
