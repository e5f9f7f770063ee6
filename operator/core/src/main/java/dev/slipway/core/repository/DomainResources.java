package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainQuotas;
import dev.slipway.api.v1alpha1.VolumeStore;
import dev.slipway.core.build.PackageAccess;
import dev.slipway.core.plan.Labels;
import dev.slipway.core.plan.Owners;
import dev.slipway.core.text.Names;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
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
  private final String image;
  private final String name;
  private final String namespace;

  public DomainResources(Domain domain, String image) {
    this.domain = domain;
    this.image = image;
    this.name = PackageAccess.serviceName(domain.getMetadata().getName());
    this.namespace = domain.getMetadata().getNamespace();
  }

  /** Everything, in the order in which it is applied. */
  List<HasMetadata> all() {
    var all = new ArrayList<HasMetadata>();
    all.add(new ServiceAccountBuilder().withMetadata(meta()).build());
    all.add(role());
    all.add(roleBinding());
    all.add(clusterRoleBinding());
    if (!ephemeral()) {
      all.add(claim());
    }
    all.add(service());
    all.add(deployment());
    return all;
  }

  private Optional<VolumeStore> volume() {
    return Optional.ofNullable(domain.getSpec().store())
        .map(dev.slipway.api.v1alpha1.DomainStore::volume);
  }

  private boolean ephemeral() {
    return volume().map(VolumeStore::ephemeral).orElse(false);
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

  private Role role() {
    return new RoleBuilder()
        .withMetadata(meta())
        .withRules(
            new PolicyRuleBuilder()
                .withApiGroups("slipway.dev")
                .withResources("repositories")
                .withVerbs("get", "list", "watch")
                .build(),
            new PolicyRuleBuilder()
                .withApiGroups("")
                .withResources("configmaps")
                .withVerbs("get")
                .build())
        .build();
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

  private PersistentVolumeClaim claim() {
    var size = volume().map(VolumeStore::size).orElse("10Gi");
    return new PersistentVolumeClaimBuilder()
        .withMetadata(meta())
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(volume().map(VolumeStore::storageClassName).orElse(null))
        .withNewResources()
        .withRequests(Map.of("storage", new Quantity(size)))
        .endResources()
        .endSpec()
        .build();
  }

  private Service service() {
    return new ServiceBuilder()
        .withMetadata(meta())
        .withNewSpec()
        .withSelector(
            Map.of(
                Labels.DOMAIN, domain.getMetadata().getName(), Labels.MANAGED_BY, Labels.MANAGER))
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
        .withReplicas(1)
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(
            Map.of(
                Labels.DOMAIN, domain.getMetadata().getName(), Labels.MANAGED_BY, Labels.MANAGER))
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels(labels())
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(name)
        .withEnableServiceLinks(false)
        .withTerminationGracePeriodSeconds(30L)
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
        .withImage(image)
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
            data(), new VolumeBuilder().withName("tmp").withNewEmptyDir().endEmptyDir().build())
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
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

  private Volume data() {
    var builder = new VolumeBuilder().withName("data");
    return ephemeral()
        ? builder.withNewEmptyDir().endEmptyDir().build()
        : builder
            .withNewPersistentVolumeClaim()
            .withClaimName(name)
            .endPersistentVolumeClaim()
            .build();
  }
}
