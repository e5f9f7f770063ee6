package dev.slipway.core.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainStatus;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.core.feed.FeedSight;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Plan;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DomainPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Domain domain(String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: Domain
        metadata: {name: team, namespace: n, uid: u, generation: 1}
        spec: {%s}
        """
            .formatted(spec),
        Domain.class);
  }

  private static Plan<DomainStatus> plan(String spec, Deployment server, String podStatus) {
    var pods =
        podStatus == null
            ? List.<Pod>of()
            : List.of(
                Serialization.unmarshal(
                    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nstatus: {" + podStatus + "}",
                    Pod.class));
    return DomainPlanner.plan(
        new DomainObservation(domain(spec), server, pods, List.of(), FeedSight.NONE),
        new PackageServerSettings("slipway:1", Map.of()),
        NOW);
  }

  private static List<HasMetadata> applied(Plan<DomainStatus> plan) {
    return plan.actions().stream().map(a -> ((Action.Apply) a).object()).toList();
  }

  /** The server as an earlier plan wrote it. */
  private static Deployment written(String spec, int available) {
    var server = (Deployment) applied(plan(spec, null, null)).getLast();
    return server.edit().withNewStatus().withAvailableReplicas(available).endStatus().build();
  }

  private static String ready(Plan<DomainStatus> plan) {
    var condition = plan.status().conditions().getFirst();
    return condition.getStatus() + " " + condition.getReason() + ": " + condition.getMessage();
  }

  @Test
  void aServerAndWhatItNeeds() {
    var plan = plan("", null, null);
    assertThat(applied(plan).stream().map(HasMetadata::getKind))
        .containsExactly(
            "ServiceAccount",
            "Role",
            "RoleBinding",
            "ClusterRoleBinding",
            "PersistentVolumeClaim",
            "Service",
            "Deployment");
    assertThat(plan.status().endpoint()).isEqualTo("http://packages-team.n.svc");
    assertThat(ready(plan)).isEqualTo("False Starting: the package server starts");
  }

  @Test
  void anEphemeralStoreHasNoClaim() {
    assertThat(applied(plan("store: {volume: {ephemeral: true}}", null, null)))
        .noneMatch(o -> o.getKind().equals("PersistentVolumeClaim"));
  }

  @Test
  void theServerIsToldItsLimitsOnlyWhenThereAreSome() {
    assertThat(environment("quotas: {private: 10Gi, cache: 2Gi}, artifactRetention: 720h"))
        .containsEntry("SLIPWAY_PRIVATE_QUOTA", "10Gi")
        .containsEntry("SLIPWAY_CACHE_QUOTA", "2Gi")
        .containsEntry("SLIPWAY_ARTIFACT_RETENTION", "720h");
    assertThat(environment("quotas: {cache: 2Gi}"))
        .containsEntry("SLIPWAY_CACHE_QUOTA", "2Gi")
        .doesNotContainKeys("SLIPWAY_PRIVATE_QUOTA", "SLIPWAY_ARTIFACT_RETENTION");
    assertThat(environment(""))
        .containsOnlyKeys("SLIPWAY_DOMAIN", "SLIPWAY_NAMESPACE", "SLIPWAY_AUDIENCE");
  }

  private static Map<String, String> environment(String spec) {
    var server = (Deployment) applied(plan(spec, null, null)).getLast();
    return server.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
  }

  @Test
  void aServerAsWantedIsNotWrittenAgain() {
    var settled = plan("", written("", 1), null);
    assertThat(settled.actions()).isEmpty();
    assertThat(ready(settled)).isEqualTo("True Serving: the package server answers");
    assertThat(plan("resources: {limits: {memory: 1Gi}}", written("", 1), null).actions())
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conditions: [{type: PodScheduled, status: 'False', message: no room}] | no node takes the package server: no room",
        "containerStatuses: [{name: packages, state: {waiting: {reason: CrashLoopBackOff, message: back-off}}}] | CrashLoopBackOff: back-off",
        "containerStatuses: [{name: packages, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, message: the store says no}}}] | the store says no",
      })
  void whyAServerDoesNotRun(String pod, String message) {
    assertThat(ready(plan("", written("", 0), pod)))
        .isEqualTo("False ServerNotRunning: " + message);
  }

  @Test
  void aContainerThatIsBeingMadeIsNoTrouble() {
    var pod =
        "containerStatuses: [{name: packages, state: {waiting: {reason: ContainerCreating}}}]";
    assertThat(ready(plan("", written("", 0), pod)))
        .isEqualTo("False Starting: the package server starts");
  }

  private static final Action NO_BUDGET =
      new Action.Delete(
          "policy/v1",
          "PodDisruptionBudget",
          "n",
          "packages-team",
          Optional.empty(),
          Optional.empty());

  private static final String S3 =
      "store: {s3: {endpoint: 'https://s3.example.com', bucket: packages, prefix: team, secretRef:"
          + " {name: keys}}}";

  @Test
  void aBucketNeedsNoClaimAndServesWhileItIsReplaced() {
    var all = applied(plan(S3 + ", replicas: 3", null, null));
    assertThat(all).noneMatch(o -> o.getKind().equals("PersistentVolumeClaim"));
    var spec = ((Deployment) all.getLast()).getSpec();
    assertThat(spec.getReplicas()).isEqualTo(3);
    assertThat(spec.getStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(spec.getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal()).isZero();
    var pod = spec.getTemplate().getSpec();
    var pause = pod.getContainers().getFirst().getLifecycle().getPreStop().getSleep();
    assertThat(pause.getSeconds()).isEqualTo(5);
    assertThat(pod.getTerminationGracePeriodSeconds())
        .as("the pause is no part of the time to stop")
        .isEqualTo(35);
    assertThat(pod.getVolumes().getFirst().getEmptyDir()).isNotNull();
    assertThat(pod.getContainers().getFirst().getEnv())
        .filteredOn(e -> e.getName().startsWith("SLIPWAY_STORE_S3_"))
        .extracting(
            e ->
                e.getName().replace("SLIPWAY_STORE_S3_", "")
                    + "="
                    + (e.getValue() != null
                        ? e.getValue()
                        : e.getValueFrom().getSecretKeyRef().getName()
                            + "/"
                            + e.getValueFrom().getSecretKeyRef().getKey()))
        .containsExactly(
            "ENDPOINT=https://s3.example.com",
            "BUCKET=packages",
            "PREFIX=team",
            "ACCESS_KEY_ID=keys/accessKeyId",
            "SECRET_ACCESS_KEY=keys/secretAccessKey",
            "SESSION_TOKEN=keys/sessionToken");
  }

  /** Whatever the schema let through: two writers would ruin a volume. */
  @Test
  void aVolumeHasOneWriter() {
    var spec = ((Deployment) applied(plan("replicas: 3", null, null)).getLast()).getSpec();
    assertThat(spec.getReplicas()).isEqualTo(1);
    assertThat(spec.getStrategy().getType()).isEqualTo("Recreate");
    var pod = spec.getTemplate().getSpec();
    assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(30);
    assertThat(pod.getContainers().getFirst().getLifecycle()).as("nothing to wait for").isNull();
    assertThat(pod.getContainers().getFirst().getEnv()).noneMatch(e -> e.getName().contains("S3"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | false",
        "'replicas: 3' | false",
        "'store: {volume: {ephemeral: true}}, replicas: 2' | false",
        "'S3' | false",
        "'S3, replicas: 1' | false",
        "'S3, replicas: 2' | true",
        "'S3, replicas: 3' | true",
      })
  void aDrainTakesOneOfSeveralReplicasAtATime(String spec, boolean budget) {
    var budgets =
        applied(plan(spec.replace("S3", S3), null, null)).stream()
            .filter(PodDisruptionBudget.class::isInstance)
            .map(PodDisruptionBudget.class::cast)
            .toList();
    assertThat(budgets).hasSize(budget ? 1 : 0);
    for (var one : budgets) {
      assertThat(one.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
      assertThat(one.getSpec().getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
      assertThat(one.getSpec().getSelector())
          .isEqualTo(
              ((Deployment) applied(plan(spec.replace("S3", S3), null, null)).getLast())
                  .getSpec()
                  .getSelector());
      assertThat(one.getMetadata().getOwnerReferences())
          .extracting(OwnerReference::getKind, OwnerReference::getName)
          .containsExactly(tuple("Domain", "team"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'S3, replicas: 2' | 'S3, replicas: 1' | true",
        "'S3, replicas: 2' | '' | true",
        "'S3, replicas: 2' | 'S3, replicas: 3' | false",
        "'S3, replicas: 2' | 'S3, replicas: 2' | false",
        "'S3, replicas: 1' | '' | false",
        "'' | 'resources: {limits: {memory: 1Gi}}' | false",
      })
  void withTheOtherReplicasGoesTheirBudget(String before, String now, boolean gone) {
    var actions = plan(now.replace("S3", S3), written(before.replace("S3", S3), 1), null).actions();
    assertThat(actions.contains(NO_BUDGET)).isEqualTo(gone);
    assertThat(actions.stream().filter(Action.Delete.class::isInstance)).hasSize(gone ? 1 : 0);
    if (gone) {
      assertThat(actions.indexOf(NO_BUDGET))
          .as("as long as it is not done, the server is not as wanted, and it is done again")
          .isLessThan(actions.size() - 1);
    }
  }

  private static Repository repository(String name, String more) {
    return Serialization.unmarshal(
        "apiVersion: slipway.dev/v1alpha1\nkind: Repository\nmetadata: {name: " + name + more + "}",
        Repository.class);
  }

  @Test
  void aDomainWithRepositoriesStaysAndSaysWhich() {
    assertThat(DomainPlanner.held(List.of(repository("b", ""), repository("a", ""))))
        .hasValueSatisfying(
            held -> {
              var event = (Action.Emit) held;
              assertThat(event.reason()).isEqualTo("RepositoriesRemain");
              assertThat(event.message())
                  .isEqualTo(
                      "its packages are in use by Repository a, b; the Domain goes when these are"
                          + " deleted");
            });
    var going = ", deletionTimestamp: '2026-01-01T00:00:00Z'";
    assertThat(DomainPlanner.held(List.of(repository("a", going)))).isEmpty();
    assertThat(DomainPlanner.held(List.of())).isEmpty();
  }
}
