package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainQuotas;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.core.build.PackageAccess;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Owners;
import dev.slipway.core.text.Names;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The package server of a domain and what it needs. */
public final class DomainResources {

  /** ClusterRole of the manifests that lets a package server check tokens. */
  static final String CLUSTER_ROLE = "slipway-packages";

  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final int PORT = 8080;
  private static final long USER = 65_532L;

  private final Domain domain;
  private final PackageServerSettings settings;
  private final String name;
  private final String namespace;
  private final DomainStorage storage;

  public DomainResources(Domain domain, PackageServerSettings settings) {
    this.domain = domain;
    this.settings = settings;
    this.name = PackageAccess.serviceName(domain.getMetadata().getName());
    this.namespace = domain.getMetadata().getNamespace();
    this.storage = new DomainStorage(domain.getSpec());
  }

  /**
   * Everything, in the order in which it is applied.
   *
   * @param repositories what the domain serves
   */
  List<HasMetadata> all(List<Repository> repositories) {
    var all = new ArrayList<HasMetadata>();
    all.add(new ServiceAccountBuilder().withMetadata(meta()).build());
    all.add(new DomainRole(domain, repositories).role(meta()));
    all.add(roleBinding());
    all.add(clusterRoleBinding());
    storage.claim(meta()).ifPresent(all::add);
    all.add(service());
    storage.budget(meta(), selector()).ifPresent(all::add);
    all.add(deployment());
    return all;
  }

  /** Removes what only several replicas have; to be done when there were several before. */
  Optional<Action> single() {
    return storage.replicas() > 1
        ? Optional.empty()
        : Optional.of(
            new Action.Delete(
                "policy/v1",
                "PodDisruptionBudget",
                namespace,
                name,
                Optional.empty(),
                Optional.empty()));
  }

  private ObjectMeta meta() {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(namespace)
        .addToLabels(labels())
        .addToOwnerReferences(Owners.of(domain))
        .build();
  }

  private Map<String, String> labels() {
    return Map.of(
        Labels.MANAGED_BY,
        Labels.MANAGER,
        Labels.DOMAIN,
        domain.getMetadata().getName(),
        "app.kubernetes.io/name",
        "slipway",
        "app.kubernetes.io/component",
        "packages");
  }

  private Map<String, String> selector() {
    return Map.of(Labels.DOMAIN, domain.getMetadata().getName(), Labels.MANAGED_BY, Labels.MANAGER);
  }

  private RoleBinding roleBinding() {
    return new RoleBindingBuilder()
        .withMetadata(meta())
        .withNewRoleRef(RBAC, "Role", name)
        .addNewSubject("", "ServiceAccount", name, namespace)
        .build();
  }

  /** It belongs to no namespace, so it cannot be owned: it is removed with the domain by hand. */
  public ClusterRoleBinding clusterRoleBinding() {
    return new ClusterRoleBindingBuilder()
        .withNewMetadata()
        .withName(Names.of(CLUSTER_ROLE, namespace, domain.getMetadata().getName()))
        .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
        .endMetadata()
        .withNewRoleRef(RBAC, "ClusterRole", CLUSTER_ROLE)
        .addNewSubject("", "ServiceAccount", name, namespace)
        .build();
  }

  private Service service() {
    return new ServiceBuilder()
        .withMetadata(meta())
        .withNewSpec()
        .withSelector(selector())
        .addNewPort()
        .withName("http")
        .withPort(80)
        .withNewTargetPort("http")
        .endPort()
        .endSpec()
        .build();
  }

  private Deployment deployment() {
    return new DeploymentBuilder()
        .withMetadata(meta())
        .withNewSpec()
        .withReplicas(storage.replicas())
        .withStrategy(storage.strategy())
        .withNewSelector()
        .withMatchLabels(selector())
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels(labels())
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(name)
        .withEnableServiceLinks(false)
        .addAllToTopologySpreadConstraints(storage.spread(selector()))
        .withTerminationGracePeriodSeconds(storage.grace())
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName("packages")
        .withImage(settings.image())
        .withArgs("packages")
        .addNewEnv()
        .withName("SLIPWAY_DOMAIN")
        .withValue(domain.getMetadata().getName())
        .endEnv()
        .addNewEnv()
        .withName("SLIPWAY_NAMESPACE")
        .withValue(namespace)
        .endEnv()
        .addNewEnv()
        .withName("SLIPWAY_AUDIENCE")
        .withValue(PackageAccess.audience(namespace, domain.getMetadata().getName()))
        .endEnv()
        .addAllToEnv(remotes())
        .addAllToEnv(storage.environment())
        .addAllToEnv(limits())
        .addNewPort()
        .withName("http")
        .withContainerPort(PORT)
        .endPort()
        .withNewReadinessProbe()
        .withNewHttpGet()
        .withPath("/readyz")
        .withNewPort("http")
        .endHttpGet()
        .withPeriodSeconds(1)
        .endReadinessProbe()
        .withNewLivenessProbe()
        .withNewHttpGet()
        .withPath("/healthz")
        .withNewPort("http")
        .endHttpGet()
        .withInitialDelaySeconds(20)
        .withPeriodSeconds(10)
        .withFailureThreshold(6)
        .endLivenessProbe()
        .withLifecycle(storage.lifecycle().orElse(null))
        .withResources(resources())
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName("data")
        .withMountPath("/data")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("tmp")
        .withMountPath("/tmp")
        .endVolumeMount()
        .endContainer()
        .withVolumes(
            storage.data(name),
            new VolumeBuilder().withName("tmp").withNewEmptyDir().endEmptyDir().build())
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private List<EnvVar> remotes() {
    return settings.remotes().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(r -> new EnvVar(r.getKey(), r.getValue().replace("$", "$$"), null))
        .toList();
  }

  /** What the server is told only when the domain says so. */
  private List<EnvVar> limits() {
    var limits = new ArrayList<EnvVar>();
    var quotas = Optional.ofNullable(domain.getSpec().quotas());
    quotas
        .map(DomainQuotas::privateBytes)
        .ifPresent(q -> limits.add(new EnvVar("SLIPWAY_PRIVATE_QUOTA", q, null)));
    quotas
        .map(DomainQuotas::cache)
        .ifPresent(q -> limits.add(new EnvVar("SLIPWAY_CACHE_QUOTA", q, null)));
    Optional.ofNullable(domain.getSpec().artifactRetention())
        .ifPresent(age -> limits.add(new EnvVar("SLIPWAY_ARTIFACT_RETENTION", age, null)));
    return limits;
  }

  private ResourceRequirements resources() {
    return domain.getSpec().resources() != null
        ? domain.getSpec().resources()
        : new ResourceRequirementsBuilder()
            .withRequests(Map.of("cpu", new Quantity("50m"), "memory", new Quantity("160Mi")))
            .withLimits(Map.of("memory", new Quantity("256Mi")))
            .build();
  }
}
