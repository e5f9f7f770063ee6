package dev.slipway.testkit.model;

import dev.slipway.core.plan.Plan;
import dev.slipway.core.plan.Proof;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.random.RandomGenerator;

/** A feature of the operator with the part of the world that it works with. */
public interface Scenario {

  /** The first objects. */
  void begin(ModelCluster cluster);

  /** The kind that is planned for. */
  Class<? extends CustomResource<?, ?>> primary();

  /**
   * Gathers and plans as the reconciler of that kind does.
   *
   * @param primary as the informer shows it
   */
  Plan<?> plan(HasMetadata primary, ModelCache cache, ModelCluster cluster);

  /** Every kind that informers show. */
  List<String> kinds();

  /** Something that users, kubelets or controllers may do at this moment. */
  void move(ModelCluster cluster, RandomGenerator random);

  /**
   * The next thing that the world does by itself on the way to rest, always the same in the same
   * state.
   *
   * @return false when the world is at rest
   */
  boolean settle(ModelCluster cluster);

  /** A proof that the operator wants; it forgets all of them when it is killed. */
  default void prove(Proof proof) {}

  /** The operator's process has ended and another has started: its memory is gone. */
  default void killed() {}

  /** Fails when a change breaks a promise. */
  void check(ModelCluster cluster, ModelCluster.Change change);

  /** Fails unless all is as it must be at rest; returns the end in words that two runs share. */
  String end(ModelCluster cluster);
}
