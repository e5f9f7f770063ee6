package dev.slipway.core.deploy;

import dev.slipway.api.v1alpha1.DeploymentExecutionStatus;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.plan.Proof;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides about one blue/green deployment behind a Service. The steps go in order and stop at the
 * first that is not done; control plane facts are never taken for proof that traffic arrives. Any
 * failure goes the way back, which writes at once and never looks at green. Source: CodeDeploy user
 * guide, deployments on Amazon ECS; measurements of what loses requests at a switch.
 */
public final class DeployPlanner {

  private static final Duration PROOF_LIMIT = Duration.ofMinutes(2);

  private final DeployObservation seen;
  private final Instant now;
  private final List<Action> actions = new ArrayList<>();
  private final DeployStatuses statuses;
  private DeployResources resources;
  private Waits waits;
  private Colour green;
  private Map<String, String> images;
  private String revision;
  private int replicas;
  private Optional<Instant> deadline = Optional.empty();

  private DeployPlanner(DeployObservation seen, Instant now) {
    this.seen = seen;
    this.now = now;
    this.statuses = new DeployStatuses(seen.execution(), now);
  }

  /** Total: whatever is wrong becomes the deployment's status. */
  public static Plan<DeploymentExecutionStatus> plan(DeployObservation seen, Instant now) {
    return new DeployPlanner(seen, now).plan();
  }

  private Plan<DeploymentExecutionStatus> plan() {
    if (statuses.finished()) {
      return Plan.settled(seen.execution().getStatus());
    }
    var invalid = DeployValidation.problem(seen, statuses);
    if (invalid.isPresent()) {
      statuses.failed("INVALID_DEPLOYMENT", invalid.get());
      return done();
    }
    if (!seen.earlier().isEmpty() && statuses.green().isEmpty()) {
      statuses.queued("waits for " + String.join(", ", seen.earlier()));
      return done();
    }
    prepare();
    for (var step :
        List.<Supplier<Boolean>>of(
            this::greenUp,
            this::greenReady,
            this::greenProven,
            this::moved,
            this::trafficProven,
            this::blueDown)) {
      if (!step.get()) {
        return done();
      }
    }
    statuses.succeeded();
    return done();
  }

  private Plan<DeploymentExecutionStatus> done() {
    return new Plan<>(actions, statuses.status(), deadline);
  }

  private void prepare() {
    resources = new DeployResources(seen.group());
    waits = new Waits(seen.group());
    green = statuses.green().orElseGet(() -> seen.active().map(Colour::other).orElse(Colour.a));
    var wanted = seen.execution().getSpec().revision();
    images = wanted == null ? Map.of() : wanted.images();
    revision =
        statuses.revision().orElseGet(() -> DeployResources.revision(seen.template(), images));
    replicas = seen.replicas(green);
    statuses.begin(green, resources.colourName(green), revision, seen.active());
  }

  // ---- steps -------------------------------------------------------------------------------

  private boolean greenUp() {
    if (statuses.ended("AllowTraffic")) {
      return true;
    }
    if (seen.template() == null) {
      return back("INVALID_DEPLOYMENT", "the template Deployment was deleted");
    }
    statuses.progress("Install", "green starts");
    for (var colour : Colour.values()) {
      if (!seen.services().containsKey(resources.colourName(colour))) {
        actions.add(new Action.Apply(resources.colourService(colour)));
      }
    }
    var wanted = resources.deployment(seen.template(), images, green, revision, replicas);
    if (!DeployResources.applied(wanted, seen.colours().get(green))) {
      actions.add(new Action.Apply(wanted));
      return false;
    }
    return true;
  }

  private boolean greenReady() {
    if (statuses.ended("Install")) {
      return true;
    }
    var deployment = seen.colours().get(green);
    var pods = seen.podsOf(green);
    var limit = statuses.since("Install").plus(waits.ready());
    boolean ready =
        Readiness.complete(deployment, replicas)
            && Endpoints.exact(seen.slices().get(resources.colourName(green)), pods);
    if (!ready) {
      var trouble = GreenTrouble.of(pods.stream().filter(this::current).toList());
      if (trouble.isPresent() && trouble.get().hopeless()) {
        return back("HEALTH_CONSTRAINTS", trouble.get().message());
      }
      if (!now.isBefore(limit)) {
        return back(
            "TIMEOUT",
            "green did not become ready in time: "
                + trouble.map(GreenTrouble::message).orElse("its pods are not there yet"));
      }
      deadline = Optional.of(limit);
      statuses.progress("Install", trouble.map(GreenTrouble::message).orElse("green starts"));
      return false;
    }
    var minimum = waits.minReady();
    var since = Readiness.since(pods).orElse(now);
    if (now.isBefore(since.plus(minimum))) {
      deadline = Optional.of(since.plus(minimum));
      return false;
    }
    return true;
  }

  /** The colour may still hold pods of a deployment that failed before this one. */
  private boolean current(Pod pod) {
    return revision.equals(pod.getMetadata().getLabels().get(Labels.REVISION));
  }

  /** Each pod by its address, then new connections through the colour's cluster address. */
  private boolean greenProven() {
    if (statuses.ended("Install")) {
      return true;
    }
    var proofs = new Proofs(seen, revision);
    if (!proven(proofs.pods(seen.podsOf(green)), "green's pods", "Install")) {
      return false;
    }
    var service = seen.services().get(resources.colourName(green));
    if (service == null) {
      return false;
    }
    var proof = proofs.service("colour", service, Duration.ofSeconds(1));
    if (!proven(proof, "green's Service", "Install")) {
      return false;
    }
    statuses.end("Install", "green is ready and proven");
    return true;
  }

  private boolean proven(Proof proof, String what, String event) {
    var result = seen.proofs().get(proof.key());
    if (result != null && result.proven()) {
      return true;
    }
    actions.add(new Action.Prove(proof));
    var limit = statuses.since(event).plus(waits.ready()).plus(PROOF_LIMIT);
    if (!now.isBefore(limit)) {
      return back(
          "HEALTH_CONSTRAINTS",
          "traffic to green could not be proven ("
              + what
              + "): "
              + (result == null || result.last() == null ? "no answer" : result.last()));
    }
    deadline = Optional.of(limit);
    return false;
  }

  private boolean moved() {
    if (statuses.ended("AllowTraffic")) {
      return true;
    }
    statuses.progress("AllowTraffic", "traffic moves to green");
    statuses.requested(100);
    var entry = seen.entry();
    if (entry == null) {
      actions.add(new Action.Apply(resources.entry(green, null)));
      return false;
    }
    if (!seen.active().equals(Optional.of(green))) {
      actions.add(
          new Action.Apply(resources.entry(green, entry.getMetadata().getResourceVersion())));
      return false;
    }
    var name = seen.group().getSpec().service().name();
    if (!Endpoints.exact(seen.slices().get(name), seen.podsOf(green))) {
      return late("the entry's endpoints are not green's pods");
    }
    return true;
  }

  private boolean late(String what) {
    var limit = statuses.since("AllowTraffic").plus(PROOF_LIMIT);
    if (!now.isBefore(limit)) {
      return back("HEALTH_CONSTRAINTS", what);
    }
    deadline = Optional.of(limit);
    return false;
  }

  private boolean trafficProven() {
    if (statuses.ended("AllowTraffic")) {
      return true;
    }
    var proof = new Proofs(seen, revision).service("entry", seen.entry(), Duration.ofSeconds(2));
    if (!proven(proof, "the entry Service", "AllowTraffic")) {
      return false;
    }
    statuses.end("AllowTraffic", "every answer comes from green");
    statuses.achieved(100);
    return true;
  }

  private boolean blueDown() {
    var blue = seen.colours().get(green.other());
    if (blue == null) {
      return true;
    }
    statuses.progress("TerminateBlue", "blue keeps running for a while");
    var until = statuses.since("TerminateBlue").plus(waits.terminate());
    if (now.isBefore(until)) {
      deadline = Optional.of(until);
      return false;
    }
    if (DeployResources.replicas(blue) != 0) {
      actions.add(scaledDown(green.other()));
      return false;
    }
    if (!seen.podsOf(green.other()).isEmpty()) {
      return false;
    }
    statuses.end("TerminateBlue", "blue has ended");
    return true;
  }

  /** Only the number of pods: everything else stays as it was applied. */
  private Action scaledDown(Colour colour) {
    return new Action.Scale(
        "Deployment", seen.group().getMetadata().getNamespace(), resources.colourName(colour), 0);
  }

  // ---- the way back ------------------------------------------------------------------------

  /** Traffic to blue at once, green down; true never: the deployment has failed. */
  private boolean back(String code, String why) {
    var entry = seen.entry();
    var blue = seen.colours().get(green.other());
    actions.removeIf(a -> a instanceof Action.Prove);
    if (entry != null
        && seen.active().equals(Optional.of(green))
        && statuses.hadBlue()
        && blue != null) {
      actions.add(
          new Action.Apply(
              resources.entry(green.other(), entry.getMetadata().getResourceVersion())));
    }
    if (seen.colours().containsKey(green)) {
      actions.add(scaledDown(green));
    }
    statuses.rolledBack(code, why, statuses.hadBlue() ? green.other() : null);
    return false;
  }
}
