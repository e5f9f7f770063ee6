package dev.slipway.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two replicas whose turns and clocks are moved by hand. */
final class LeadershipTest {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Shared shared = new Shared();
  private final Replica first = new Replica("first", Duration.ZERO);

  /** The one lease, as the API server keeps it: a write names the version that it replaces. */
  private static final class Shared {
    private Lease lease;
    private int version;

    Lease write(Lease wanted, boolean create) {
      var current = lease == null ? null : lease.getMetadata().getResourceVersion();
      if (create ? lease != null : !wanted.getMetadata().getResourceVersion().equals(current)) {
        throw new KubernetesClientException("conflict", 409, null);
      }
      lease =
          new LeaseBuilder(wanted)
              .editMetadata()
              .withResourceVersion(String.valueOf(++version))
              .endMetadata()
              .build();
      return new LeaseBuilder(lease).build();
    }
  }

  /** A replica; it can be cut off, and its clock can be wrong. */
  private final class Replica implements Leadership.Leases, Leadership.Listener {
    private final Leadership leadership;
    private final List<String> heard = new ArrayList<>();
    private boolean cutOff;
    private boolean answersLost;

    Replica(String name, Duration clockError) {
      leadership = new Leadership(this, "n", name, () -> now.plus(clockError), this);
    }

    @Override
    public Lease get() {
      reach();
      return shared.lease == null ? null : new LeaseBuilder(shared.lease).build();
    }

    @Override
    public Lease create(Lease lease) {
      reach();
      return answer(shared.write(lease, true));
    }

    @Override
    public Lease update(Lease lease) {
      reach();
      return answer(shared.write(lease, false));
    }

    private void reach() {
      if (cutOff) {
        throw new KubernetesClientException("no route to host");
      }
    }

    private Lease answer(Lease lease) {
      if (answersLost) {
        throw new KubernetesClientException("the connection was reset");
      }
      return lease;
    }

    @Override
    public void elected() {
      heard.add("elected");
    }

    @Override
    public void lost() {
      heard.add("lost");
    }
  }

  private void pass(Duration time, Replica... turning) {
    for (var end = now.plus(time); now.isBefore(end); now = now.plus(Leadership.RETRY)) {
      for (var replica : turning) {
        replica.leadership.turn();
      }
      assertThat(List.of(turning).stream().filter(r -> r.leadership.mayWrite()).count())
          .isLessThanOrEqualTo(1);
    }
  }

  @Test
  void theFirstLeadsAndKeepsLeading() {
    var second = new Replica("second", Duration.ZERO);
    pass(Duration.ofMinutes(5), first, second);
    assertThat(first.heard).containsExactly("elected");
    assertThat(second.heard).isEmpty();
    assertThat(second.leadership.leader()).contains("first");
    assertThat(shared.lease.getSpec().getLeaseTransitions()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT1H", "-PT1H"})
  void aDeadLeaderIsReplacedAfterItsLeaseWhateverTheClocksSay(String clockError) {
    var second = new Replica("second", Duration.parse(clockError));
    pass(Duration.ofSeconds(20), first, second);
    pass(Leadership.DURATION.minus(Leadership.RETRY), second);
    assertThat(second.heard).isEmpty();
    pass(Leadership.RETRY.multipliedBy(2), second);
    assertThat(second.heard).containsExactly("elected");
  }

  @Test
  void whoIsCutOffStopsWritingBeforeAnotherMayBegin() {
    var second = new Replica("second", Duration.ZERO);
    pass(Duration.ofSeconds(20), first, second);
    first.cutOff = true;
    var stopped = now;
    while (first.leadership.mayWrite()) {
      first.leadership.turn();
      second.leadership.turn();
      assertThat(second.leadership.mayWrite()).isFalse();
      now = now.plusMillis(100);
    }
    assertThat(Duration.between(stopped, now))
        .isLessThan(Leadership.DURATION.minus(Leadership.MARGIN).plusSeconds(1));
    pass(Leadership.DURATION, first, second);
    assertThat(first.heard).containsExactly("elected", "lost");
    assertThat(second.heard).containsExactly("elected");
  }

  @Test
  void aRenewalWhoseAnswerIsLostIsNoRenewal() {
    pass(Duration.ofSeconds(4), first);
    first.answersLost = true;
    pass(Leadership.DURATION, first);
    assertThat(first.heard).containsExactly("elected", "lost");
  }

  @Test
  void whoseLeaseWasTakenLeadsNoMore() {
    pass(Duration.ofSeconds(4), first);
    shared.lease.getSpec().setHolderIdentity("stranger");
    shared.write(shared.lease, false);
    first.leadership.turn();
    assertThat(first.heard).containsExactly("elected", "lost");
    assertThat(first.leadership.mayWrite()).isFalse();
  }

  @Test
  void aLeaseGivenBackIsTakenAtOnce() {
    var second = new Replica("second", Duration.ZERO);
    pass(Duration.ofSeconds(10), first, second);
    first.leadership.close();
    second.leadership.turn();
    assertThat(second.heard).containsExactly("elected");
  }

  @Test
  void healthIsWhetherTheLeaseCanBeRead() {
    pass(Duration.ofSeconds(4), first);
    assertThat(first.leadership.healthy()).isTrue();
    first.cutOff = true;
    pass(Leadership.DURATION.multipliedBy(3), first);
    assertThat(first.leadership.healthy()).isFalse();
  }
}
