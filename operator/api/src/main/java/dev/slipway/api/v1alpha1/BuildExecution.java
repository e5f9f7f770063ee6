package dev.slipway.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One build of a project. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@Categories(Slipway.CATEGORY)
@ShortNames("bx")
@AdditionalPrinterColumn(jsonPath = ".spec.project", name = "Project")
@AdditionalPrinterColumn(
    jsonPath = ".status.buildNumber",
    name = "No",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(jsonPath = ".status.buildStatus", name = "Status")
@AdditionalPrinterColumn(jsonPath = ".status.currentPhase", name = "Phase")
@AdditionalPrinterColumn(jsonPath = ".status.resolvedSourceVersion", name = "Commit", priority = 1)
@AdditionalPrinterColumn(jsonPath = ".status.waitingFor", name = "Waiting", priority = 1)
@AdditionalPrinterColumn(
    jsonPath = ".status.dependencies.count",
    name = "Dependencies",
    priority = 1,
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    jsonPath = ".status.startTime",
    name = "Started",
    type = AdditionalPrinterColumn.Type.DATE)
public final class BuildExecution extends CustomResource<BuildExecutionSpec, BuildExecutionStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
