package dev.slipway.packages.store.s3;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.store.ManifestJson;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which of the replicas does what only one may do. The holder writes the object again and
 * again; whoever has seen it unchanged for {@link #LASTS} takes it by a conditional write. No clock
 * is compared with another one's. The holder stops believing in it before anybody can take it.
 * Thread-safe.
 */
public final class Lease implements Closeable {

  static final Duration LASTS = Duration.ofSeconds(30);
  private static final Duration BELIEVED = Duration.ofSeconds(24);
  private static final Duration EACH = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  /**
   * What the object says.
   *
   * @param holder empty when the last one has given it back
   * @param turn grows by one with each holder
   * @param beat grows by one with each write
   */
  private record Said(String holder, long turn, long beat) {}

  private final ObjectMapper json = ManifestJson.mapper();
  private final String me = UUID.randomUUID().toString();
  private final SharedObject object;
  private final LongSupplier nanos;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lease").daemon().factory());
  private byte[] seen = {};
  private long seenAt;
  private volatile long until;
  private volatile boolean held;

  /** A lease that is asked for at once, and from then on. */
  public Lease(SharedObject object) {
    this(object, System::nanoTime);
    var _ = thread.scheduleWithFixedDelay(this::tried, 0, EACH.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A lease whose time a test moves. */
  Lease(SharedObject object, LongSupplier nanos) {
    this.object = object;
    this.nanos = nanos;
    seenAt = nanos.getAsLong();
  }

  /** Whether this replica has it, which stays so for some seconds. */
  public boolean mine() {
    return held && nanos.getAsLong() - until < 0;
  }

  private void tried() {
    try {
      step();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the lease of this store's upkeep cannot be kept: {}", e.getMessage());
    }
  }

  /** Keeps it, or takes it when nobody does. */
  synchronized void step() throws IOException {
    long now = nanos.getAsLong();
    var bytes = object.read();
    var said = read(bytes);
    if (!Arrays.equals(bytes, seen)) {
      seen = bytes;
      seenAt = now;
    }
    boolean own = said.holder().equals(me);
    if (!own && held) {
      held = false;
      LOG.info("another replica looks after the store from now on");
    }
    if (!own && !said.holder().isEmpty() && now - seenAt < LASTS.toNanos()) {
      return;
    }
    var next = new Said(me, own ? said.turn() : said.turn() + 1, said.beat() + 1);
    long sent = nanos.getAsLong();
    if (object.replace(json.writeValueAsBytes(next))) {
      until = sent + BELIEVED.toNanos();
      if (!held) {
        LOG.info("this replica looks after the store from now on");
      }
      held = true;
    }
  }

  private Said read(byte[] bytes) {
    try {
      var said = bytes.length == 0 ? null : json.readValue(bytes, Said.class);
      return said == null || said.holder() == null ? new Said("", 0, 0) : said;
    } catch (IOException e) {
      return new Said("", 0, 0);
    }
  }

  /** Gives it back, so that nobody has to wait for its end. */
  @Override
  public void close() {
    thread.shutdownNow();
    release();
  }

  private synchronized void release() {
    if (!mine()) {
      return;
    }
    held = false;
    try {
      var said = read(object.read());
      if (said.holder().equals(me)) {
        object.replace(json.writeValueAsBytes(new Said("", said.turn(), said.beat() + 1)));
      }
    } catch (IOException e) {
      LOG.warn("the lease ends by itself: {}", e.getMessage());
    }
  }
}
