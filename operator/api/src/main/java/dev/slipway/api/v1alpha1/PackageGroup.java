package dev.slipway.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** What counts for the packages of a domain that fit a pattern. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@Categories(Slipway.CATEGORY)
@ShortNames("pkggroup")
@AdditionalPrinterColumn(jsonPath = ".spec.domain", name = "Domain")
@AdditionalPrinterColumn(jsonPath = ".spec.pattern", name = "Pattern")
@AdditionalPrinterColumn(jsonPath = ".spec.minimumReleaseAge", name = "MinimumAge", priority = 1)
@AdditionalPrinterColumn(jsonPath = ".status.parent.pattern", name = "Parent", priority = 1)
@AdditionalPrinterColumn(jsonPath = ".status.conditions[?(@.type=='Ready')].status", name = "Ready")
@AdditionalPrinterColumn(
    jsonPath = ".status.conditions[?(@.type=='Ready')].reason",
    name = "Reason",
    priority = 1)
@AdditionalPrinterColumn(
    jsonPath = ".metadata.creationTimestamp",
    name = "Age",
    type = AdditionalPrinterColumn.Type.DATE)
public final class PackageGroup extends CustomResource<PackageGroupSpec, PackageGroupStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
