package dev.slipway.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** How a source is built. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@Categories(Slipway.CATEGORY)
@ShortNames("bp")
@AdditionalPrinterColumn(jsonPath = ".spec.environment.image", name = "Image")
@AdditionalPrinterColumn(
    jsonPath = ".status.lastBuildNumber",
    name = "Builds",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(jsonPath = ".status.conditions[?(@.type=='Ready')].status", name = "Ready")
@AdditionalPrinterColumn(
    jsonPath = ".metadata.creationTimestamp",
    name = "Age",
    type = AdditionalPrinterColumn.Type.DATE)
public final class BuildProject extends CustomResource<BuildProjectSpec, BuildProjectStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
