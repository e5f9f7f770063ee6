package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;

/** The package versions that a build pulled. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildDependencies(
    @JsonPropertyDescription("How many versions of packages the build pulled.") Integer count,
    @JsonPropertyDescription(
            "The list in the artifact store, a CycloneDX bill of materials: sha256: and 64"
                + " hexadecimal digits. Absent when nothing was pulled.")
        @Pattern("^sha256:[0-9a-f]{64}$")
        String digest,
    @JsonPropertyDescription("Bytes of the list.") Long size,
    @JsonPropertyDescription("Why the list is not kept; absent when it is.") String message) {

  /** A list that is not kept. */
  public static BuildDependencies lost(String why) {
    return new BuildDependencies(null, null, null, why);
  }
}
