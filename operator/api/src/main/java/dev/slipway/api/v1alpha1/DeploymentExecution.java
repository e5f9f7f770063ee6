package dev.slipway.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One deployment of a group. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@Categories(Slipway.CATEGORY)
@ShortNames("dx")
@AdditionalPrinterColumn(jsonPath = ".spec.group", name = "Group")
@AdditionalPrinterColumn(jsonPath = ".status.status", name = "Status")
@AdditionalPrinterColumn(jsonPath = ".status.revision", name = "Revision")
@AdditionalPrinterColumn(
    jsonPath = ".status.traffic.achievedWeight",
    name = "Weight",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(jsonPath = ".status.error.code", name = "Error", priority = 1)
@AdditionalPrinterColumn(
    jsonPath = ".status.startTime",
    name = "Started",
    type = AdditionalPrinterColumn.Type.DATE)
public final class DeploymentExecution
    extends CustomResource<DeploymentExecutionSpec, DeploymentExecutionStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
