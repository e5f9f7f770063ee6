package dev.slipway.controller.sync;

import dev.slipway.controller.runtime.ActionExecutor;
import dev.slipway.core.plan.Action;
import dev.slipway.core.sync.SyncObservation;
import dev.slipway.core.sync.SyncPlanner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Applies a commit in dry run, so that one bad object keeps all of it out. */
final class Rehearsal {

  private final ActionExecutor executor;

  Rehearsal(ActionExecutor executor) {
    this.executor = executor;
  }

  /** What the API server would refuse; objects whose namespace or kind the commit brings pass. */
  List<String> of(SyncObservation seen) {
    var account = Optional.of(SyncPlanner.account(seen.sync()));
    var objects = SyncPlanner.wanted(seen);
    Set<String> namespaces = names(objects, "Namespace");
    boolean definitions = !names(objects, "CustomResourceDefinition").isEmpty();
    var problems = new ArrayList<String>();
    for (var object : objects) {
      var name = object.getKind() + " " + object.getMetadata().getName() + ": ";
      try {
        var refusal = executor.rehearse(seen.sync(), new Action.Apply(object, account));
        refusal
            .filter(
                r ->
                    r.code() != HttpURLConnection.HTTP_NOT_FOUND
                        || (!definitions && !namespaces.contains(namespace(object))))
            .ifPresent(r -> problems.add(name + r.message()));
      } catch (KubernetesClientException e) {
        if (e.getCode() != 0 || e.getCause() != null) {
          throw e;
        }
        if (!definitions) {
          problems.add(
              name
                  + "this cluster has no kind "
                  + object.getKind()
                  + " in "
                  + object.getApiVersion());
        }
      }
    }
    return problems;
  }

  private static String namespace(HasMetadata object) {
    return object.getMetadata().getNamespace() == null ? "" : object.getMetadata().getNamespace();
  }

  private static Set<String> names(List<HasMetadata> objects, String kind) {
    return objects.stream()
        .filter(o -> o.getKind().equals(kind))
        .map(o -> o.getMetadata().getName())
        .collect(Collectors.toSet());
  }
}
