package dev.slipway.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** What is deployed, where and how. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@Categories(Slipway.CATEGORY)
@ShortNames("dg")
@AdditionalPrinterColumn(jsonPath = ".status.latestStatus", name = "Status")
@AdditionalPrinterColumn(jsonPath = ".status.activeColour", name = "Active")
@AdditionalPrinterColumn(jsonPath = ".status.revision", name = "Revision")
@AdditionalPrinterColumn(jsonPath = ".status.conditions[?(@.type=='Ready')].status", name = "Ready")
@AdditionalPrinterColumn(
    jsonPath = ".metadata.creationTimestamp",
    name = "Age",
    type = AdditionalPrinterColumn.Type.DATE)
public final class DeploymentGroup
    extends CustomResource<DeploymentGroupSpec, DeploymentGroupStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;
}
