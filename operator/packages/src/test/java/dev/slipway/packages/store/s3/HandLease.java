package dev.slipway.packages.store.s3;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A lease whose holder and time a test moves. */
public final class HandLease {

  private final AtomicLong nanos;
  private final Lease lease;

  /**
   * A lease that nobody asks for yet.
   *
   * @param nanos the time of all that want it
   */
  public HandLease(SharedObject object, AtomicLong nanos) {
    this.nanos = nanos;
    lease = new Lease(object, nanos::get);
  }

  public Lease lease() {
    return lease;
  }

  /** Keeps it, or takes it when that can be. */
  public boolean step() throws IOException {
    lease.step();
    return lease.mine();
  }

  /** Takes it from whoever does not keep it. */
  public void take() throws IOException {
    step();
    nanos.addAndGet(Lease.LASTS.plus(Duration.ofSeconds(1)).toNanos());
    step();
  }
}
