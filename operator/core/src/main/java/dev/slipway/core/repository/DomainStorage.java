package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.DomainSpec;
import dev.slipway.api.v1alpha1.DomainStore;
import dev.slipway.api.v1alpha1.S3Store;
import dev.slipway.api.v1alpha1.VolumeStore;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of a package server depends on where its domain keeps the bytes. */
final class DomainStorage {

  private static final String VARIABLE = "SLIPWAY_STORE_S3_";

  /** How long the requests that run may take when a server ends, and what it does thereafter. */
  private static final long STOP_SECONDS = 30;

  /** How long nodes may go on to send new requests to a pod that was told to end. */
  private static final long PAUSE_SECONDS = 5;

  private final DomainSpec spec;

  DomainStorage(DomainSpec spec) {
    this.spec = spec;
  }

  private Optional<VolumeStore> volume() {
    return Optional.ofNullable(spec.store()).map(DomainStore::volume);
  }

  private Optional<S3Store> bucket() {
    return Optional.ofNullable(spec.store()).map(DomainStore::s3);
  }

  private boolean claimed() {
    return bucket().isEmpty() && !volume().map(VolumeStore::ephemeral).orElse(false);
  }

  /** A volume has one writer; a bucket as many as are wanted. */
  int replicas() {
    return bucket().isEmpty() || spec.replicas() == null ? 1 : spec.replicas();
  }

  /** A volume's writer must be gone before the next comes; of a bucket one may serve meanwhile. */
  DeploymentStrategy strategy() {
    return bucket().isEmpty()
        ? new DeploymentStrategyBuilder().withType("Recreate").build()
        : new DeploymentStrategyBuilder()
            .withType("RollingUpdate")
            .withNewRollingUpdate()
            .withNewMaxSurge(1)
            .withNewMaxUnavailable(0)
            .endRollingUpdate()
            .build();
  }

  /**
   * What a server does before it ends: of a bucket it serves a little longer, because a pod is told
   * to end before all nodes know of it. With a volume nobody else serves meanwhile, so a pause
   * would only put off the next server.
   */
  Optional<Lifecycle> lifecycle() {
    return bucket()
        .map(
            _ ->
                new LifecycleBuilder()
                    .withNewPreStop()
                    .withNewSleep(PAUSE_SECONDS)
                    .endPreStop()
                    .build());
  }

  /** Seconds after which a server that does not end is killed; the pause counts. */
  long grace() {
    return bucket().isEmpty() ? STOP_SECONDS : PAUSE_SECONDS + STOP_SECONDS;
  }

  /** Keeps replicas on different nodes where that can be. */
  List<TopologySpreadConstraint> spread(Map<String, String> pods) {
    return replicas() == 1
        ? List.of()
        : List.of(
            new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey("kubernetes.io/hostname")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(pods)
                .endLabelSelector()
                .build());
  }

  /**
   * Lets a drain take one replica at a time; empty where there is one only, which a drain may take.
   * One that is not ready serves nobody, so it never stands in a drain's way. Source: Kubernetes
   * documentation, Specifying a Disruption Budget, healthiness of a pod.
   */
  Optional<PodDisruptionBudget> budget(ObjectMeta meta, Map<String, String> pods) {
    return replicas() == 1
        ? Optional.empty()
        : Optional.of(
            new PodDisruptionBudgetBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withNewSelector()
                .withMatchLabels(pods)
                .endSelector()
                .endSpec()
                .build());
  }

  /** The claim of the volume; empty where none is needed. */
  Optional<PersistentVolumeClaim> claim(ObjectMeta meta) {
    return claimed()
        ? Optional.of(
            new PersistentVolumeClaimBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(volume().map(VolumeStore::storageClassName).orElse(null))
                .withNewResources()
                .withRequests(
                    Map.of("storage", new Quantity(volume().map(VolumeStore::size).orElse("10Gi"))))
                .endResources()
                .endSpec()
                .build())
        : Optional.empty();
  }

  /**
   * The volume of the store, or of copies of what a bucket has.
   *
   * @param claim name of the claim
   */
  Volume data(String claim) {
    var builder = new VolumeBuilder().withName("data");
    return claimed()
        ? builder
            .withNewPersistentVolumeClaim()
            .withClaimName(claim)
            .endPersistentVolumeClaim()
            .build()
        : builder.withNewEmptyDir().endEmptyDir().build();
  }

  /** What tells the package server of the bucket. */
  List<EnvVar> environment() {
    var all = new ArrayList<EnvVar>();
    bucket()
        .ifPresent(
            s3 -> {
              all.add(value("ENDPOINT", s3.endpoint()));
              all.add(value("BUCKET", s3.bucket()));
              if (s3.prefix() != null) {
                all.add(value("PREFIX", s3.prefix()));
              }
              if (s3.region() != null) {
                all.add(value("REGION", s3.region()));
              }
              var secret = s3.secretRef().name();
              all.add(secret("ACCESS_KEY_ID", secret, "accessKeyId", false));
              all.add(secret("SECRET_ACCESS_KEY", secret, "secretAccessKey", false));
              all.add(secret("SESSION_TOKEN", secret, "sessionToken", true));
            });
    return all;
  }

  private static EnvVar value(String name, String value) {
    return new EnvVarBuilder().withName(VARIABLE + name).withValue(value).build();
  }

  private static EnvVar secret(String name, String secret, String key, boolean optional) {
    return new EnvVarBuilder()
        .withName(VARIABLE + name)
        .withNewValueFrom()
        .withNewSecretKeyRef(key, secret, optional ? true : null)
        .endValueFrom()
        .build();
  }
}
