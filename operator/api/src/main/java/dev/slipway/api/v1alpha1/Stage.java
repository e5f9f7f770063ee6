package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One stage of a pipeline; at most one execution is in it at a time. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Stage(
    @JsonPropertyDescription("Name of the stage, unique in the pipeline.")
        @Required
        @Pattern("^[A-Za-z0-9.@_-]{1,100}$")
        @Size(max = 100)
        String name,
    @JsonPropertyDescription("The actions of the stage.") @Required @Size(min = 1, max = 50)
        List<StageAction> actions) {
  public Stage {
    actions = actions == null ? List.of() : List.copyOf(actions);
  }
}
