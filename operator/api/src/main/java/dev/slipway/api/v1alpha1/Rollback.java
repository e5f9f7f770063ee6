package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** When the operator goes back by itself. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Rollback(
    @JsonPropertyDescription("Failure: any failure of the deployment.") List<RollbackTrigger> on) {
  public Rollback {
    on = on == null ? List.of() : List.copyOf(on);
  }
}
