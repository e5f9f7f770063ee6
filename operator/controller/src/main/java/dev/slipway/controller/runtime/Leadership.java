package dev.slipway.controller.runtime;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Elects one replica by a Lease. Whether another holder is alive is judged as client-go does it: by
 * how long ago this replica last saw the lease change, so that clocks which differ do no harm. A
 * holder that cannot renew stops writing before anybody else may begin: {@link #mayWrite} turns
 * false {@link #DURATION} minus {@link #MARGIN} after the start of its last renewal.
 *
 * <p>Thread-safe. The callbacks run on the election's own thread.
 */
public final class Leadership implements AutoCloseable {

  public static final String LEASE = "slipway-operator";
  public static final Duration DURATION = Duration.ofSeconds(15);
  static final Duration MARGIN = Duration.ofSeconds(3);
  static final Duration RETRY = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  /** What happens at the turns of an election. */
  public interface Listener {
    void elected();

    void lost();
  }

  /** Where the lease is kept; a write on top of an old version fails with a conflict. */
  interface Leases {
    /** Returns null when there is none. */
    Lease get();

    Lease create(Lease lease);

    Lease update(Lease lease);
  }

  private final Leases leases;
  private final String namespace;
  private final String identity;
  private final InstantSource clock;
  private final Listener listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("leadership").daemon().unstarted(this::run);

  private volatile boolean leading;
  private volatile Instant renewedAt = Instant.EPOCH;
  private volatile Instant heardAt = Instant.EPOCH;
  private volatile String holder = "";
  private String observedVersion = "";
  private Instant observedAt = Instant.EPOCH;

  public Leadership(
      KubernetesClient client,
      String namespace,
      String identity,
      InstantSource clock,
      Listener listener) {
    this(new ApiLeases(client, namespace), namespace, identity, clock, listener);
  }

  Leadership(
      Leases leases, String namespace, String identity, InstantSource clock, Listener listener) {
    this.leases = leases;
    this.namespace = namespace;
    this.identity = identity;
    this.clock = clock;
    this.listener = listener;
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        turn();
      } while (!closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether this replica leads and its lease is fresh enough for one more write. */
  public boolean mayWrite() {
    return leading && clock.instant().isBefore(renewedAt.plus(DURATION).minus(MARGIN));
  }

  /** Host and port of the leader, this replica included. */
  public Optional<String> leader() {
    return holder.isEmpty() ? Optional.empty() : Optional.of(holder);
  }

  /** Whether the election itself works: the lease was read or written lately. */
  public boolean healthy() {
    return clock.instant().isBefore(heardAt.plus(DURATION.multipliedBy(2)));
  }

  /** Seconds since this replica last renewed the lease; negative when it does not lead. */
  public double leaseAgeSeconds() {
    return leading ? Duration.between(renewedAt, clock.instant()).toMillis() / 1000.0 : -1;
  }

  /** One turn: renew, or take over what nobody renews. */
  void turn() {
    try {
      var lease = leases.get();
      heardAt = clock.instant();
      if (lease == null) {
        write(new LeaseBuilder().withNewMetadata().endMetadata().build(), true);
        return;
      }
      observe(lease);
      if (identity.equals(holder) || holder.isEmpty() || expired()) {
        write(lease, false);
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        LOG.warn("lease {}/{}: {}", namespace, LEASE, e.getMessage());
      }
    } catch (RuntimeException e) {
      LOG.warn("lease {}/{}: {}", namespace, LEASE, e.getMessage());
    } finally {
      loseIfStale();
    }
  }

  private void observe(Lease lease) {
    var version = lease.getMetadata().getResourceVersion();
    if (!version.equals(observedVersion)) {
      observedVersion = version;
      observedAt = clock.instant();
    }
    var spec = lease.getSpec();
    holder = spec == null || spec.getHolderIdentity() == null ? "" : spec.getHolderIdentity();
    if (leading && !identity.equals(holder)) {
      step("the lease is held by " + (holder.isEmpty() ? "nobody" : holder));
    }
  }

  private boolean expired() {
    return !clock.instant().isBefore(observedAt.plus(DURATION));
  }

  private void write(Lease old, boolean create) {
    var before = clock.instant();
    var now = ZonedDateTime.ofInstant(before, ZoneOffset.UTC);
    var held = !create && identity.equals(holder);
    int transitions =
        create || old.getSpec() == null || old.getSpec().getLeaseTransitions() == null
            ? 0
            : old.getSpec().getLeaseTransitions();
    var lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(LEASE)
            .withNamespace(namespace)
            .withResourceVersion(create ? null : old.getMetadata().getResourceVersion())
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(identity)
            .withLeaseDurationSeconds((int) DURATION.toSeconds())
            .withAcquireTime(held ? old.getSpec().getAcquireTime() : now)
            .withRenewTime(now)
            .withLeaseTransitions(held ? transitions : transitions + 1)
            .endSpec()
            .build();
    var written = create ? leases.create(lease) : leases.update(lease);
    heardAt = clock.instant();
    renewedAt = before;
    observedVersion = written.getMetadata().getResourceVersion();
    observedAt = heardAt;
    holder = identity;
    if (!leading) {
      leading = true;
      LOG.info("{} leads", identity);
      listener.elected();
    }
  }

  private void loseIfStale() {
    if (leading && !mayWrite()) {
      step("the lease could not be renewed since " + renewedAt);
    }
  }

  private void step(String why) {
    leading = false;
    LOG.error("{} no longer leads: {}", identity, why);
    listener.lost();
  }

  /** Stops the election; a leader gives the lease back, so that the next one need not wait. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (leading) {
      leading = false;
      release();
    }
  }

  private void release() {
    try {
      var lease = leases.get();
      if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
        lease.getSpec().setHolderIdentity("");
        leases.update(lease);
        LOG.info("{} gave the lease back", identity);
      }
    } catch (RuntimeException e) {
      LOG.warn("lease {}/{} could not be given back: {}", namespace, LEASE, e.getMessage());
    }
  }

  private record ApiLeases(KubernetesClient client, String namespace) implements Leases {
    @Override
    public Lease get() {
      return client.leases().inNamespace(namespace).withName(LEASE).get();
    }

    @Override
    public Lease create(Lease lease) {
      return client.leases().inNamespace(namespace).resource(lease).create();
    }

    @Override
    public Lease update(Lease lease) {
      return client.leases().inNamespace(namespace).resource(lease).update();
    }
  }
}
