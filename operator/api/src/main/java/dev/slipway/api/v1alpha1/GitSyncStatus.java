package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** State of a sync. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GitSyncStatus(
    @JsonPropertyDescription("The generation of the spec that this status speaks of.")
        Long observedGeneration,
    @JsonPropertyDescription("Commit that was applied whole.") String lastAppliedRevision,
    @JsonPropertyDescription("Commit that was tried last.") String lastAttemptedRevision,
    @JsonPropertyDescription("The objects that were applied.") List<InventoryEntry> inventory,
    @JsonPropertyDescription("The standard Kubernetes conditions of this object.")
        List<Condition> conditions) {
  public GitSyncStatus {
    inventory = inventory == null ? List.of() : List.copyOf(inventory);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
