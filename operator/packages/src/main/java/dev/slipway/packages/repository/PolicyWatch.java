package dev.slipway.packages.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.PackageGroup;
import dev.slipway.api.value.DomainGroups;
import dev.slipway.packages.watch.SpecHandler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a domain's policy as the API server has it. */
public final class PolicyWatch {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyWatch.class);

  private final String domain;
  private final Policies policies;
  private final Map<String, PackageGroup> groups = new HashMap<>();
  private final SharedIndexInformer<Domain> domains;
  private final SharedIndexInformer<PackageGroup> groupsInformer;
  private Domain current;

  /** Follows the objects of a namespace from now on. */
  public PolicyWatch(KubernetesClient client, String namespace, String domain, Policies policies) {
    this.domain = domain;
    this.policies = policies;
    domains =
        client
            .resources(Domain.class)
            .inNamespace(namespace)
            .withName(domain)
            .inform(new Domains());
    groupsInformer =
        client.resources(PackageGroup.class).inNamespace(namespace).inform(new Groups());
  }

  /** Whether everything that is there has been seen. */
  public boolean complete() {
    return domains.hasSynced() && groupsInformer.hasSynced();
  }

  private synchronized void domain(Domain seen) {
    current = seen;
    read();
  }

  private synchronized void group(PackageGroup seen, boolean there) {
    var name = seen.getMetadata().getName();
    if (there && domain.equals(DomainGroups.domain(seen.getSpec()))) {
      groups.put(name, seen);
    } else {
      groups.remove(name);
    }
    read();
  }

  private void read() {
    var read =
        PolicyReader.read(
            current == null ? null : current.getSpec(), PolicyReader.olderFirst(groups.values()));
    policies.set(read.policy());
    read.problems().forEach(p -> LOG.error("{}", p));
  }

  private final class Domains implements SpecHandler<Domain> {
    @Override
    public void onAdd(Domain seen) {
      if (seen.getMetadata().getName().equals(domain)) {
        domain(seen);
      }
    }

    @Override
    public void onDelete(Domain seen, boolean unknown) {
      if (seen.getMetadata().getName().equals(domain)) {
        domain(null);
      }
    }
  }

  private final class Groups implements ResourceEventHandler<PackageGroup> {
    @Override
    public void onAdd(PackageGroup seen) {
      group(seen, true);
    }

    @Override
    public void onUpdate(PackageGroup old, PackageGroup seen) {
      group(seen, true);
    }

    @Override
    public void onDelete(PackageGroup seen, boolean unknown) {
      group(seen, false);
    }
  }
}
