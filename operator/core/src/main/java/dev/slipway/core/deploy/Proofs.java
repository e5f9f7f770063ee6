package dev.slipway.core.deploy;

import dev.slipway.api.v1alpha1.Prober;
import dev.slipway.api.value.Durations;
import dev.slipway.core.plan.Proof;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What has to answer before a step is taken for done: control plane facts are no proof that traffic
 * arrives.
 */
final class Proofs {

  private static final int ANSWERS = 40;
  private static final int ANSWERS_OF_A_POD = 5;

  private final DeployObservation seen;
  private final String revision;

  Proofs(DeployObservation seen, String revision) {
    this.seen = seen;
    this.revision = revision;
  }

  /** Each pod by its own address. */
  Proof pods(List<Pod> pods) {
    var service = seen.group().getSpec().service();
    int port = service.targetPort() == null ? service.port() : service.targetPort();
    var addresses = pods.stream().map(p -> p.getStatus().getPodIP() + ":" + port).sorted().toList();
    return proof("pods", addresses, ANSWERS_OF_A_POD, Duration.ZERO);
  }

  /** New connections through a Service's cluster address. */
  Proof service(String what, Service service, Duration atLeast) {
    var address = service.getSpec().getClusterIP() + ":" + seen.group().getSpec().service().port();
    return proof(what, List.of(address), ANSWERS, atLeast);
  }

  private Proof proof(String what, List<String> addresses, int count, Duration atLeast) {
    var prober = Optional.ofNullable(seen.group().getSpec().prober());
    return new Proof(
        seen.execution().getMetadata().getUid() + "/" + what + "/" + String.join(",", addresses),
        addresses,
        prober.map(Prober::path).orElse("/"),
        prober.map(Prober::revisionHeader).orElse(null),
        revision,
        count,
        atLeast,
        Durations.parse(prober.map(Prober::timeout).orElse("5s")));
  }
}
