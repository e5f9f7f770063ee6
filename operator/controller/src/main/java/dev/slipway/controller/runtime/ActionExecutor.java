package dev.slipway.controller.runtime;

import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Proof;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Does what planners want done. Thread-safe. */
public final class ActionExecutor {

  /** The one field manager of everything that the operator applies. */
  public static final String FIELD_MANAGER = "slipway";

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  private static final PatchContext REHEARSAL =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .withDryRun(List.of("All"))
          .build();

  private final KubernetesClient client;
  private final EventRecorder events;
  private final Prover prover;
  private final ConcurrentMap<String, KubernetesClient> impersonating = new ConcurrentHashMap<>();

  /** Runs the proofs that planners ask for. */
  public interface Prover {
    void prove(Proof proof, ResourceID primary);
  }

  public ActionExecutor(KubernetesClient client, EventRecorder events, Prover prover) {
    this.client = client;
    this.events = events;
    this.prover = prover;
  }

  /**
   * Does the actions in order.
   *
   * @throws KubernetesClientException from the first that the API server refuses; the rest is left
   *     for the next pass
   */
  public void execute(HasMetadata primary, List<Action> actions) {
    for (var action : actions) {
      switch (action) {
        case Action.Create create -> create(create.object());
        case Action.Apply apply -> apply(primary, apply);
        case Action.Scale scale ->
            client
                .apps()
                .deployments()
                .inNamespace(scale.namespace())
                .withName(scale.name())
                .scale(scale.replicas());
        case Action.Prove prove -> prover.prove(prove.proof(), ResourceID.fromResource(primary));
        case Action.PatchStatus patch ->
            client.resource(patch.object()).subresource("status").patch(APPLY);
        case Action.Delete delete -> delete(primary, delete);
        case Action.Emit emit -> events.record(primary, emit.type(), emit.reason(), emit.message());
        case Action.EmitAbout emit ->
            events.record(
                emit.about(), emit.type(), emit.reason(), emit.message(), emit.identity());
      }
    }
  }

  /** Asks whether an apply would be taken; empty when it would, else what the server says. */
  public Optional<Refusal> rehearse(HasMetadata primary, Action.Apply apply) {
    try {
      as(primary, apply.actAs()).resource(apply.object()).patch(REHEARSAL);
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (e.getCode() == 0 || e.getCode() >= HttpURLConnection.HTTP_INTERNAL_ERROR) {
        throw e;
      }
      return Optional.of(new Refusal(e.getCode(), said(e)));
    }
  }

  /** What the API server said, without the client's words around it. */
  public static String said(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getMessage() == null
        ? e.getMessage()
        : e.getStatus().getMessage();
  }

  /** An apply that the API server would not take. */
  public record Refusal(int code, String message) {}

  private void create(HasMetadata object) {
    try {
      client.resource(object).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private void apply(HasMetadata primary, Action.Apply apply) {
    as(primary, apply.actAs()).resource(apply.object()).patch(APPLY);
  }

  private void delete(HasMetadata primary, Action.Delete delete) {
    var resource =
        as(primary, delete.actAs()).genericKubernetesResources(delete.apiVersion(), delete.kind());
    var named =
        delete.namespace() == null
            ? resource.withName(delete.name())
            : resource.inNamespace(delete.namespace()).withName(delete.name());
    if (delete.uid().isEmpty()) {
      named.delete();
      return;
    }
    var found = named.get();
    if (found != null && delete.uid().get().equals(found.getMetadata().getUid())) {
      named.lockResourceVersion(found.getMetadata().getResourceVersion()).delete();
    }
  }

  private KubernetesClient as(HasMetadata primary, Optional<String> serviceAccount) {
    if (serviceAccount.isEmpty()) {
      return client;
    }
    var user =
        "system:serviceaccount:"
            + primary.getMetadata().getNamespace()
            + ":"
            + serviceAccount.get();
    return impersonating.computeIfAbsent(
        user,
        name ->
            client
                .newClient(new RequestConfigBuilder().withImpersonateUsername(name).build())
                .adapt(KubernetesClient.class));
  }
}
