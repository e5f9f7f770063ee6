package dev.slipway.packages.store.s3;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a replica does all the time: it reads the change log, and puts in order what is old. */
final class Upkeep implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ORDER = Duration.ofMinutes(10);

  /** A part of it that asks the store. */
  interface Step {
    void run() throws IOException;
  }

  private final ChangeLog log;
  private final Step again;
  private final InstantSource clock;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(2, Thread.ofVirtual().factory());
  private boolean failing;

  /**
   * Begins.
   *
   * @param keeping keeps what is wanted of the log's old entries
   * @param again when entries of the log may be gone that were never read
   * @param names reads all names, for those that nobody announced
   */
  Upkeep(
      ChangeLog log,
      LogObjects objects,
      LogObjects.Keeping keeping,
      Step again,
      Step names,
      InstantSource clock) {
    this.log = log;
    this.again = again;
    this.clock = clock;
    repeat(this::poll, POLL);
    repeat(() -> tried(names), ORDER);
    repeat(() -> tried(() -> objects.shorten(clock.instant(), keeping)), ORDER);
  }

  private void repeat(Runnable step, Duration pause) {
    var _ =
        threads.scheduleWithFixedDelay(
            step, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void poll() {
    try {
      if (log.seenAt().plus(LogObjects.KEPT.dividedBy(2)).isBefore(clock.instant())) {
        again.run();
      }
      log.poll();
      if (failing) {
        LOG.info("the store's change log can be read again");
        failing = false;
      }
    } catch (IOException | RuntimeException e) {
      if (!failing && !threads.isShutdown()) {
        LOG.warn("the store's change log cannot be read: {}", e.getMessage());
        failing = true;
      }
    }
  }

  private static void tried(Step step) {
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the store is not put in order now: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
