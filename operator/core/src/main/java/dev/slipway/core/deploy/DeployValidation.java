package dev.slipway.core.deploy;

import io.fabric8.kubernetes.api.model.Service;
import java.util.Optional;

/** Whether a deployment can start: what it refers to must be there and fit. */
final class DeployValidation {

  private DeployValidation() {}

  /** What is wrong, in a sentence with its cure; looked at only before green exists. */
  static Optional<String> problem(DeployObservation seen, DeployStatuses statuses) {
    if (seen.group() == null) {
      return Optional.of(
          "there is no DeploymentGroup "
              + seen.execution().getSpec().group()
              + " in this namespace");
    }
    if (statuses.green().isPresent()) {
      return Optional.empty();
    }
    if (seen.template() == null) {
      return Optional.of(
          "spec.workload: there is no Deployment " + seen.group().getSpec().workload().name());
    }
    if (seen.template().getSpec().getTemplate().getSpec().getContainers().stream()
        .noneMatch(c -> c.getReadinessProbe() != null)) {
      return Optional.of(
          "Deployment "
              + seen.group().getSpec().workload().name()
              + " has no readinessProbe; without one nobody knows when a pod can serve");
    }
    var entry = seen.services().get(seen.group().getSpec().service().name());
    if (entry != null && !ours(entry, seen)) {
      return Optional.of(
          "spec.service: a Service "
              + entry.getMetadata().getName()
              + " exists that Slipway did not make; delete it or choose another name");
    }
    var revised = seen.execution().getSpec().revision();
    if (revised != null) {
      var names =
          seen.template().getSpec().getTemplate().getSpec().getContainers().stream()
              .map(c -> c.getName())
              .toList();
      for (var container : revised.images().keySet()) {
        if (!names.contains(container)) {
          return Optional.of(
              "revision.images: the template has no container "
                  + container
                  + "; it has "
                  + String.join(", ", names));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean ours(Service service, DeployObservation seen) {
    return service.getMetadata().getOwnerReferences().stream()
        .anyMatch(o -> o.getUid().equals(seen.group().getMetadata().getUid()));
  }
}
