package dev.slipway.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Takes each new commit through its stages. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@Categories(Slipway.CATEGORY)
@ShortNames("pl")
@AdditionalPrinterColumn(jsonPath = ".status.latestStatus", name = "Status")
@AdditionalPrinterColumn(jsonPath = ".status.latestExecution", name = "Execution")
@AdditionalPrinterColumn(jsonPath = ".status.conditions[?(@.type=='Ready')].status", name = "Ready")
@AdditionalPrinterColumn(
    jsonPath = ".status.conditions[?(@.type=='Ready')].reason",
    name = "Reason",
    priority = 1)
@AdditionalPrinterColumn(
    jsonPath = ".metadata.creationTimestamp",
    name = "Age",
    type = AdditionalPrinterColumn.Type.DATE)
public final class Pipeline extends CustomResource<PipelineSpec, PipelineStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
