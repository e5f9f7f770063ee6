package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Versions that need not wait for minimumReleaseAge, because somebody answers for them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReleaseAgeException(
    @JsonPropertyDescription("Which packages, written as the pattern of a PackageGroup.")
        @Required
        @Size(max = 530)
        String packages,
    @JsonPropertyDescription("Which versions; all when absent.") @Size(max = 100)
        List<String> versions,
    @JsonPropertyDescription("Who answers for it.") @Required @Size(min = 1, max = 253)
        String author,
    @JsonPropertyDescription("Why.") @Required @Size(min = 1, max = 1000) String reason,
    @JsonPropertyDescription("Until when it counts, RFC 3339.")
        @Required
        @Pattern("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$")
        String expiresAt,
    @JsonPropertyDescription(
            "Whether only versions count that the domain's advisories name as the fix of a weakness;"
                + " false where absent.")
        Boolean securityFixes) {
  public ReleaseAgeException {
    versions = versions == null ? List.of() : List.copyOf(versions);
  }
}
