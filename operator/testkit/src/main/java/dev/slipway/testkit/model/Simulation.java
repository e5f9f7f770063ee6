package dev.slipway.testkit.model;

import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Plan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Runs planners against a model of the world, with stale caches, writes that go wrong and kills at
 * any step. Equal seeds give equal runs.
 */
public final class Simulation {

  /** Far more passes than any scenario needs: beyond it, planners chase each other for ever. */
  private static final int MOST_PASSES = 20_000;

  /** When a pass that failed is tried again. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final Duration LONGEST = Duration.ofDays(1);

  private final Scenario scenario;
  private final Faults faults;
  private final ModelCluster cluster = new ModelCluster();
  private final Map<String, Instant> deadlines = new HashMap<>();
  private final List<String> story = new ArrayList<>();
  private ModelCache cache;
  private int writes;
  private int passes;
  private boolean calm;

  /** The pass ends here. */
  private static final class Aborted extends Exception {
    private static final long serialVersionUID = 1L;
  }

  public Simulation(Scenario scenario, Faults faults) {
    this.scenario = scenario;
    this.faults = faults;
    this.cache = new ModelCache(cluster);
    scenario.begin(cluster);
    cluster.watch(c -> scenario.check(cluster, c));
    cache.sync(scenario.kinds());
  }

  /** Number of writes that the operator has tried so far. */
  public int writes() {
    return writes;
  }

  /** So many random steps. */
  public Simulation chaos(RandomGenerator random, int steps) {
    for (int i = 0; i < steps; i++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> {
          var all = primaries();
          if (!all.isEmpty()) {
            pass(all.get(random.nextInt(all.size())));
          }
        }
        case 4, 5, 6 -> cache.advance(scenario.kinds(), random);
        case 7, 8 -> scenario.move(cluster, random);
        default -> {
          cluster.tick(cluster.now().plusMillis(random.nextInt(8000)));
          cache.overdue(scenario.kinds(), cluster.now());
        }
      }
    }
    return this;
  }

  /**
   * Goes on until all is at rest. Passes happen for the same reasons as in the real operator: a
   * change was seen, or a deadline has come. Returns the end in words.
   *
   * @param stillFaulty whether writes go on to go wrong
   */
  public String rest(boolean stillFaulty) {
    calm = !stillFaulty;
    all();
    while (cache.sync(scenario.kinds())
        ? all()
        : due() || later(RETRY) || (scenario.settle(cluster) && all()) || later(LONGEST)) {
      // Each turn does one thing on the way to rest.
    }
    calm = true;
    long version = cluster.version();
    for (var primary : primaries()) {
      pass(primary);
    }
    if (cluster.version() != version) {
      throw new AssertionError("at rest, yet planning again writes\n" + story());
    }
    return scenario.end(cluster);
  }

  /** What happened, for a failure's message. */
  public String story() {
    return String.join("\n", story);
  }

  private record Primary(HasMetadata object) {
    String key() {
      return object.getKind() + "/" + object.getMetadata().getName();
    }
  }

  private List<Primary> primaries() {
    return cache.list(scenario.primary()).stream().map(Primary::new).toList();
  }

  private boolean all() {
    primaries().forEach(this::pass);
    return true;
  }

  /** Passes for the deadlines that have come. */
  private boolean due() {
    var ready =
        primaries().stream()
            .filter(p -> deadlines.containsKey(p.key()))
            .filter(p -> !deadlines.get(p.key()).isAfter(cluster.now()))
            .toList();
    ready.forEach(this::pass);
    return !ready.isEmpty();
  }

  /** Lets the time pass until the next deadline, if it is that near. */
  private boolean later(Duration most) {
    var keys = primaries().stream().map(Primary::key).toList();
    var next =
        deadlines.entrySet().stream()
            .filter(d -> keys.contains(d.getKey()))
            .map(Map.Entry::getValue)
            .filter(d -> !d.isAfter(cluster.now().plus(most)))
            .min(Instant::compareTo);
    next.ifPresent(cluster::tick);
    return next.isPresent();
  }

  private void pass(Primary primary) {
    if (++passes > MOST_PASSES) {
      throw new AssertionError("never at rest\n" + story());
    }
    var current = cache.get(scenario.primary(), primary.object().getMetadata().getName());
    if (current.isEmpty()) {
      return;
    }
    deadlines.remove(primary.key());
    try {
      var plan = scenario.plan(current.get(), cache, cluster);
      plan.nextDeadline().ifPresent(d -> deadlines.put(primary.key(), soonest(d)));
      for (var action : plan.actions()) {
        attempt(primary.key() + " " + said(action), () -> act(action));
      }
      finish(primary.key(), (CustomResource<?, ?>) current.get(), plan);
    } catch (Aborted e) {
      deadlines.put(primary.key(), cluster.now().plus(RETRY));
    }
  }

  private Instant soonest(Instant deadline) {
    var soon = cluster.now().plusMillis(10);
    return deadline.isBefore(soon) ? soon : deadline;
  }

  private void finish(String key, CustomResource<?, ?> primary, Plan<?> plan) throws Aborted {
    if (Objects.equals(plan.status(), primary.getStatus())) {
      return;
    }
    var patch = patch(primary, plan);
    attempt(key + " status " + ModelCluster.status(patch), () -> cluster.patchStatus(patch));
  }

  @SuppressWarnings("unchecked")
  private static HasMetadata patch(CustomResource<?, ?> primary, Plan<?> plan) {
    try {
      var patch = (CustomResource<?, Object>) primary.getClass().getConstructor().newInstance();
      patch.setMetadata(
          new ObjectMetaBuilder()
              .withName(primary.getMetadata().getName())
              .withResourceVersion(primary.getMetadata().getResourceVersion())
              .build());
      patch.setStatus(plan.status());
      return patch;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void attempt(String what, Runnable write) throws Aborted {
    var fate = calm ? Faults.Fate.DONE : faults.of(writes++);
    story.add(cluster.now() + " " + fate + " " + what);
    try {
      switch (fate) {
        case DONE -> write.run();
        case TWICE -> {
          write.run();
          again(write);
        }
        case LOST -> throw new Aborted();
        case UNANSWERED -> {
          write.run();
          throw new Aborted();
        }
        case KILLED_BEFORE -> {
          restart();
          throw new Aborted();
        }
        case KILLED_AFTER -> {
          write.run();
          restart();
          throw new Aborted();
        }
      }
    } catch (ModelCluster.Refused e) {
      story.add("  refused: " + e.getMessage());
      throw new Aborted();
    }
  }

  /** The second of two equal requests may well be refused. */
  private void again(Runnable write) {
    try {
      write.run();
    } catch (ModelCluster.Refused e) {
      story.add("  the second was refused: " + e.getMessage());
    }
  }

  private void restart() {
    cache = new ModelCache(cluster);
    cache.sync(scenario.kinds());
    deadlines.clear();
    primaries().forEach(p -> deadlines.put(p.key(), cluster.now()));
    scenario.killed();
  }

  private void act(Action action) {
    switch (action) {
      case Action.Create create -> cluster.create(create.object());
      case Action.Apply apply -> cluster.apply(apply.object());
      case Action.PatchStatus patch -> cluster.patchStatus(patch.object());
      case Action.Delete delete -> cluster.delete(delete.kind(), delete.name(), delete.uid());
      case Action.Scale scale -> scale(scale);
      case Action.Prove prove -> scenario.prove(prove.proof());
      case Action.EmitAbout emit -> story.add("  event " + emit.reason() + ": " + emit.message());
      case Action.Emit emit -> story.add("  event " + emit.reason() + ": " + emit.message());
    }
  }

  private void scale(Action.Scale scale) {
    var deployment =
        cluster
            .get(Deployment.class, scale.name())
            .orElseThrow(() -> new ModelCluster.Refused("not found: " + scale.name()));
    if (!Objects.equals(deployment.getSpec().getReplicas(), scale.replicas())) {
      cluster.change(deployment, d -> d.getSpec().setReplicas(scale.replicas()));
    }
  }

  private static String said(Action action) {
    return switch (action) {
      case Action.Create create -> "create " + ModelCluster.Key.of(create.object());
      case Action.Apply apply -> "apply " + ModelCluster.Key.of(apply.object());
      case Action.PatchStatus patch ->
          "patch "
              + ModelCluster.Key.of(patch.object())
              + " "
              + ModelCluster.status(patch.object());
      default -> action.toString();
    };
  }
}
