package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which versions a repository deletes by itself. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "has(self.keepVersions) || has(self.olderThan)",
    message = "a retention rule needs keepVersions or olderThan")
public record RetentionRule(
    @JsonPropertyDescription("Formats of the packages it speaks of; all where absent.")
        @Size(max = 20)
        List<PackageFormat> formats,
    @JsonPropertyDescription(
            "Packages it speaks of, as the patterns of package groups: /npm/acme/*, /maven/com.acme~, /pypi//tool$; all where absent.")
        @Pattern("^/[^#\\s]*[$~*]$")
        @Size(max = 520)
        String pattern,
    @JsonPropertyDescription(
            "Number of the newest versions that are kept; of a Maven snapshot, of its builds.")
        @Min(1)
        @Max(100000)
        Integer keepVersions,
    @JsonPropertyDescription("Age that a version must have to go.")
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        @Size(max = 50)
        String olderThan,
    @JsonPropertyDescription(
            "Statuses of the versions that are counted and may go; Published and Unlisted where absent. The newest version stays, and every version that a tag names.")
        @Size(max = 4)
        List<RetentionStatus> statuses) {
  public RetentionRule {
    formats = formats == null ? List.of() : List.copyOf(formats);
    statuses = statuses == null ? List.of() : List.copyOf(statuses);
  }
}
