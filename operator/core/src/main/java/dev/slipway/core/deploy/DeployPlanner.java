package dev.slipway.core.deploy;

import dev.slipway.api.v1alpha1.BlueGreenOptions;
import dev.slipway.api.v1alpha1.DeploymentExecutionStatus;
import dev.slipway.api.v1alpha1.Prober;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.plan.Proof;
import dev.slipway.core.text.Durations;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
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

  private static final Duration SHORTEST_BLUE = Duration.ofSeconds(5);
  private static final Duration PROOF_LIMIT = Duration.ofMinutes(2);
  private static final int ANSWERS = 40;
  private static final int ANSWERS_OF_A_POD = 5;

  private final DeployObservation seen;
  private final Instant now;
  private final List<Action> actions = new ArrayList<>();
  private final DeployStatuses statuses;
  private DeployResources resources;
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
    var invalid = invalid();
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

  private Optional<String> invalid() {
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
    if (entry != null && !ours(entry)) {
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

  private boolean ours(Service service) {
    return service.getMetadata().getOwnerReferences().stream()
        .anyMatch(o -> o.getUid().equals(seen.group().getMetadata().getUid()));
  }

  private void prepare() {
    resources = new DeployResources(seen.group());
    green = statuses.green().orElseGet(() -> seen.active().map(Colour::other).orElse(Colour.a));
    var wanted = seen.execution().getSpec().revision();
    images = wanted == null ? Map.of() : wanted.images();
    revision =
        statuses.revision().orElseGet(() -> DeployResources.revision(seen.template(), images));
    replicas = replicas();
    statuses.begin(green, resources.colourName(green), revision, seen.active());
  }

  /** As many as are wanted, and not fewer than blue has now. */
  private int replicas() {
    var blue = seen.colours().get(green.other());
    int running =
        seen.active().equals(Optional.of(green.other())) && blue != null
            ? Optional.ofNullable(blue.getSpec().getReplicas()).orElse(0)
            : 0;
    var set = seen.group().getSpec().replicas();
    int templates =
        seen.template() == null
            ? 1
            : Optional.ofNullable(seen.template().getSpec().getReplicas()).orElse(1);
    return Math.max(running, Math.max(1, set != null ? set : templates));
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
    var there = seen.colours().get(green);
    if (there == null
        || !hash(wanted).equals(hash(there))
        || count(there.getSpec().getReplicas()) != replicas) {
      actions.add(new Action.Apply(wanted));
      return false;
    }
    return true;
  }

  private static String hash(io.fabric8.kubernetes.api.model.HasMetadata object) {
    return object.getMetadata().getAnnotations() == null
        ? ""
        : object.getMetadata().getAnnotations().getOrDefault(Labels.DESIRED_HASH, "");
  }

  private boolean greenReady() {
    if (statuses.ended("Install")) {
      return true;
    }
    var deployment = seen.colours().get(green);
    var status = deployment.getStatus();
    var pods = seen.podsOf(green);
    var limit = statuses.since("Install").plus(options(BlueGreenOptions::readyTimeout, "5m"));
    boolean ready =
        status != null
            && status.getObservedGeneration() != null
            && status.getObservedGeneration() >= deployment.getMetadata().getGeneration()
            && count(status.getUpdatedReplicas()) == replicas
            && count(status.getAvailableReplicas()) == replicas
            && count(status.getReplicas()) == replicas
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
    var minimum = options(BlueGreenOptions::minReady, "0s");
    var since = pods.stream().map(DeployPlanner::readySince).max(Instant::compareTo).orElse(now);
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

  private static Instant readySince(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "Ready".equals(c.getType()))
        .map(c -> Instant.parse(c.getLastTransitionTime()))
        .findFirst()
        .orElse(Instant.EPOCH);
  }

  private static int count(Integer number) {
    return number == null ? 0 : number;
  }

  /** Each pod by its address, then new connections through the colour's cluster address. */
  private boolean greenProven() {
    if (statuses.ended("Install")) {
      return true;
    }
    int port = targetPort();
    var addresses =
        seen.podsOf(green).stream()
            .map(p -> p.getStatus().getPodIP() + ":" + port)
            .sorted()
            .toList();
    if (!proven("pods", addresses, ANSWERS_OF_A_POD, Duration.ZERO, "Install")) {
      return false;
    }
    var service = seen.services().get(resources.colourName(green));
    if (service == null) {
      return false;
    }
    var address = service.getSpec().getClusterIP() + ":" + seen.group().getSpec().service().port();
    if (!proven("colour", List.of(address), ANSWERS, Duration.ofSeconds(1), "Install")) {
      return false;
    }
    statuses.end("Install", "green is ready and proven");
    return true;
  }

  private int targetPort() {
    var service = seen.group().getSpec().service();
    return service.targetPort() == null ? service.port() : service.targetPort();
  }

  private boolean proven(
      String what, List<String> addresses, int count, Duration atLeast, String event) {
    var prober = Optional.ofNullable(seen.group().getSpec().prober());
    var key =
        seen.execution().getMetadata().getUid() + "/" + what + "/" + String.join(",", addresses);
    var result = seen.proofs().get(key);
    if (result != null && result.proven()) {
      return true;
    }
    actions.add(
        new Action.Prove(
            new Proof(
                key,
                addresses,
                prober.map(Prober::path).orElse("/"),
                prober.map(Prober::revisionHeader).orElse(null),
                revision,
                count,
                atLeast,
                Durations.parse(prober.map(Prober::timeout).orElse("5s")))));
    var limit =
        statuses.since(event).plus(options(BlueGreenOptions::readyTimeout, "5m")).plus(PROOF_LIMIT);
    if (!now.isBefore(limit)) {
      back(
          "HEALTH_CONSTRAINTS",
          "traffic to green could not be proven ("
              + what
              + "): "
              + (result == null || result.last() == null ? "no answer" : result.last()));
      return false;
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
    var name = seen.group().getSpec().service().name();
    var entry = seen.services().get(name);
    if (entry == null) {
      actions.add(new Action.Apply(resources.entry(green, null)));
      return false;
    }
    if (!seen.active().equals(Optional.of(green))) {
      actions.add(
          new Action.Apply(resources.entry(green, entry.getMetadata().getResourceVersion())));
      return false;
    }
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
    var service = seen.group().getSpec().service();
    var entry = seen.services().get(service.name());
    var address = entry.getSpec().getClusterIP() + ":" + service.port();
    if (!proven("entry", List.of(address), ANSWERS, Duration.ofSeconds(2), "AllowTraffic")) {
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
    var wait = options(BlueGreenOptions::terminateAfter, "5s");
    var until =
        statuses
            .since("TerminateBlue")
            .plus(wait.compareTo(SHORTEST_BLUE) < 0 ? SHORTEST_BLUE : wait);
    if (now.isBefore(until)) {
      deadline = Optional.of(until);
      return false;
    }
    if (count(blue.getSpec().getReplicas()) != 0) {
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
    var name = seen.group().getSpec().service().name();
    var entry = seen.services().get(name);
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

  private Duration options(
      java.util.function.Function<BlueGreenOptions, String> option, String otherwise) {
    var set = Optional.ofNullable(seen.group().getSpec().blueGreen()).map(option);
    return Durations.parse(set.orElse(otherwise));
  }
}
