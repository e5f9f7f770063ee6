package dev.slipway.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.GitSync;
import dev.slipway.core.pipeline.SourceHead;
import dev.slipway.core.plan.Plan;
import dev.slipway.core.sync.Manifests;
import dev.slipway.core.sync.SyncObservation;
import dev.slipway.core.sync.SyncPlanner;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** A sync and six commits; one of them is no good. */
final class SyncScenario implements Scenario {

  private static final String SYNC =
      """
      apiVersion: slipway.dev/v1alpha1
      kind: GitSync
      metadata: {name: shop}
      spec: {git: {url: 'http://git/shop', branch: main}}
      """;

  private static final String OBJECT =
      """
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: %s}
      data: {commit: '%d'}
      """;

  /** The objects of each commit. */
  private static final List<Set<String>> COMMITS =
      List.of(
          Set.of("a", "b"),
          Set.of("b", "c", "d"),
          Set.of("never", "a"),
          Set.of("e"),
          Set.of("a", "c", "e", "f"),
          Set.of("c", "g"));

  private static final int BAD = 2;

  private int head;

  @Override
  public void begin(ModelCluster cluster) {
    cluster.create(Serialization.unmarshal(SYNC, GitSync.class));
  }

  @Override
  public List<String> kinds() {
    return List.of("GitSync");
  }

  @Override
  public Class<? extends CustomResource<?, ?>> primary() {
    return GitSync.class;
  }

  @Override
  public Plan<?> plan(HasMetadata primary, ModelCache cache, ModelCluster cluster) {
    var sync = (GitSync) primary;
    var seen = new SyncObservation(sync, new SourceHead("commit-" + head, null), null, null, null);
    if (SyncPlanner.wants(seen)) {
      seen = new SyncObservation(sync, seen.head(), manifests(head), null, List.of());
    }
    return SyncPlanner.plan(seen, cluster.now());
  }

  private static Manifests manifests(int commit) {
    var text =
        COMMITS.get(commit).stream()
            .sorted()
            .map(n -> OBJECT.formatted(n, commit))
            .collect(Collectors.joining());
    return Manifests.parse(
        commit == BAD
            ? Map.of("good.yaml", text, "bad.yaml", "kind: [")
            : Map.of("good.yaml", text));
  }

  @Override
  public void move(ModelCluster cluster, RandomGenerator random) {
    if (random.nextInt(4) == 0 && head < COMMITS.size() - 1) {
      head++;
    }
  }

  @Override
  public boolean settle(ModelCluster cluster) {
    if (head == COMMITS.size() - 1) {
      return false;
    }
    head++;
    return true;
  }

  @Override
  public void check(ModelCluster cluster, ModelCluster.Change change) {
    assertThat(change.key().name()).isNotEqualTo("never");
    if (change.after() instanceof GitSync sync && sync.getStatus().lastAppliedRevision() != null) {
      var old = (GitSync) change.before();
      var applied = sync.getStatus().lastAppliedRevision();
      if (old.getStatus() == null || !applied.equals(old.getStatus().lastAppliedRevision())) {
        int commit = Integer.parseInt(applied.substring("commit-".length()));
        assertThat(there(cluster)).isEqualTo(COMMITS.get(commit));
      }
    }
  }

  private static Set<String> there(ModelCluster cluster) {
    return cluster.list(GenericKubernetesResource.class).stream()
        .map(o -> o.getMetadata().getName())
        .collect(Collectors.toSet());
  }

  @Override
  public String end(ModelCluster cluster) {
    assertThat(there(cluster)).isEqualTo(COMMITS.getLast());
    var status = cluster.list(GitSync.class).getFirst().getStatus();
    assertThat(status.lastAppliedRevision()).isEqualTo("commit-" + (COMMITS.size() - 1));
    assertThat(status.inventory()).hasSameSizeAs(COMMITS.getLast());
    return status.lastAppliedRevision();
  }
}
