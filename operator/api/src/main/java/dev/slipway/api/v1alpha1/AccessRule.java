package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Lets somebody do something to packages, besides what roles of the cluster allow. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AccessRule(
    @JsonPropertyDescription("Who may.") @Required @Size(min = 1, max = 64)
        List<AccessSubject> subjects,
    @JsonPropertyDescription("What they may; admin is everything.")
        @Required
        @Size(min = 1, max = 6)
        List<AccessVerb> verbs,
    @JsonPropertyDescription(
            "To which packages, in the syntax of package groups: /npm/acme/*, /pypi//demo$; to all"
                + " where absent.")
        @Pattern("^/.*[*~$]$")
        @Size(max = 600)
        String packages) {
  public AccessRule {
    subjects = subjects == null ? List.of() : List.copyOf(subjects);
    verbs = verbs == null ? List.of() : List.copyOf(verbs);
  }
}
