package dev.slipway.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One run of a pipeline. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@Categories(Slipway.CATEGORY)
@ShortNames("plx")
@AdditionalPrinterColumn(jsonPath = ".spec.pipeline", name = "Pipeline")
@AdditionalPrinterColumn(jsonPath = ".status.status", name = "Status")
@AdditionalPrinterColumn(jsonPath = ".status.statusSummary", name = "Summary")
@AdditionalPrinterColumn(
    jsonPath = ".status.artifacts[0].git.commit",
    name = "Commit",
    priority = 1)
@AdditionalPrinterColumn(
    jsonPath = ".status.startTime",
    name = "Started",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    jsonPath = ".status.endTime",
    name = "Ended",
    type = AdditionalPrinterColumn.Type.DATE,
    priority = 1)
public final class PipelineExecution
    extends CustomResource<PipelineExecutionSpec, PipelineExecutionStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;
}
