package dev.slipway.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Applies a path of a Git repository to the cluster. */
@Group(Slipway.GROUP)
@Version(Slipway.VERSION)
@Categories(Slipway.CATEGORY)
@ShortNames("gs")
@AdditionalPrinterColumn(jsonPath = ".status.conditions[?(@.type=='Ready')].status", name = "Ready")
@AdditionalPrinterColumn(jsonPath = ".status.lastAppliedRevision", name = "Revision")
@AdditionalPrinterColumn(
    jsonPath = ".status.conditions[?(@.type=='Ready')].reason",
    name = "Reason")
@AdditionalPrinterColumn(
    jsonPath = ".status.conditions[?(@.type=='Ready')].message",
    name = "Message",
    priority = 1)
@AdditionalPrinterColumn(
    jsonPath = ".metadata.creationTimestamp",
    name = "Age",
    type = AdditionalPrinterColumn.Type.DATE)
public final class GitSync extends CustomResource<GitSyncSpec, GitSyncStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
