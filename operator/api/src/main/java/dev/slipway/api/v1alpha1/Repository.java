package dev.slipway.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A view of a domain's packages. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@Categories(Slipway.CATEGORY)
@ShortNames("pkgrepo")
@AdditionalPrinterColumn(jsonPath = ".spec.domain", name = "Domain")
@AdditionalPrinterColumn(jsonPath = ".spec.remote.url", name = "Remote", priority = 1)
@AdditionalPrinterColumn(jsonPath = ".status.conditions[?(@.type=='Ready')].status", name = "Ready")
@AdditionalPrinterColumn(
    jsonPath = ".metadata.creationTimestamp",
    name = "Age",
    type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
    value = "!has(self.spec.upstreams) || self.spec.upstreams.all(u, u != self.metadata.name)",
    message = "a repository cannot be its own upstream")
public final class Repository extends CustomResource<RepositorySpec, RepositoryStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
