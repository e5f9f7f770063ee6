package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Somebody whom an access rule speaks of. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.__namespace__) || self.kind == 'ServiceAccount'",
    message = "only a ServiceAccount has a namespace")
public record AccessSubject(
    @JsonPropertyDescription("What the name is of.") @Required SubjectKind kind,
    @JsonPropertyDescription("Name as the cluster knows it.") @Required @Size(min = 1, max = 253)
        String name,
    @JsonPropertyDescription("Namespace of a ServiceAccount; the repository's where absent.")
        @Size(min = 1, max = 63)
        String namespace) {}
