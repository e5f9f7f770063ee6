package dev.slipway.packages.thread;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Lets threads wait for what comes with a number, until nobody shall wait any more. Thread-safe.
 */
public final class Arrivals {

  private final LongSupplier last;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private boolean released;

  /**
   * Nothing is waited for yet.
   *
   * @param last the number of what came last; it only grows, and {@link #came} is said after that
   */
  public Arrivals(LongSupplier last) {
    this.last = last;
  }

  /** Something has come. */
  public void came() {
    lock.lock();
    try {
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until something with a greater number is there.
   *
   * @return false once nobody shall wait any more
   */
  public boolean await(long number, Duration longest) throws InterruptedException {
    long left = longest.toNanos();
    lock.lock();
    try {
      while (last.getAsLong() <= number && left > 0 && !released) {
        left = more.awaitNanos(left);
      }
      return !released;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits from now on. */
  public void release() {
    lock.lock();
    try {
      released = true;
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
