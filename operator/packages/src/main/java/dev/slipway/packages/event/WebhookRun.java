package dev.slipway.packages.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.client.Counter;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One webhook that is told of events, in order, on a thread of its own. */
final class WebhookRun implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookRun.class);
  private static final int PAGE = 100;
  private static final int MOST_ATTEMPTS = 100;
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration AWAY = Duration.ofSeconds(2);
  private static final Duration END = Duration.ofSeconds(5);

  /** What is counted of this webhook, by its result. */
  interface Count {
    Counter.Child of(String result);
  }

  private final EventStream log;
  private final BooleanSupplier mine;
  private final WebhookPlace place;
  private final Webhooks.Schedule schedule;
  private final WebhookSender sender;
  private final Count count;
  private final ObjectMapper json = new ObjectMapper();
  private final Semaphore changes = new Semaphore(0);

  /** Held from the telling of an event until it is noted that it was told. */
  private final ReentrantLock telling = new ReentrantLock();

  private final Thread thread;
  private volatile Webhook webhook;
  private volatile boolean closing;

  /** Begins where it has been before. */
  WebhookRun(
      Webhook webhook,
      EventStream log,
      BooleanSupplier mine,
      WebhookPlace place,
      Webhooks.Schedule schedule,
      WebhookSender sender,
      Count count)
      throws IOException {
    this.webhook = webhook;
    this.log = log;
    this.mine = mine;
    this.place = place;
    this.schedule = schedule;
    this.sender = sender;
    this.count = count;
    long from = place.read(log.after(0, 0).last());
    thread = Thread.ofVirtual().start(() -> run(from));
  }

  /** Is told in this way from the next attempt on, which comes at once. */
  void change(Webhook other) {
    if (!other.equals(webhook)) {
      LOG.info("webhook {} is reached in another way from now on", other);
      webhook = other;
      changes.release();
    }
  }

  private void run(long from) {
    long number = from;
    boolean mineBefore = false;
    try {
      while (!closing) {
        try {
          if (!mine.getAsBoolean()) {
            mineBefore = false;
            changed(AWAY);
            continue;
          }
          if (!mineBefore) {
            // Another process may have come further.
            number = place.read(number);
            mineBefore = true;
          }
          number = round(number);
        } catch (IOException e) {
          LOG.warn("webhook {}: {}", webhook, e.getMessage());
          changed(LONGEST);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sender.close();
    }
  }

  /** Waits so long, or until the webhook is another one; says which. */
  private boolean changed(Duration longest) throws InterruptedException {
    return changes.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private long round(long from) throws IOException, InterruptedException {
    var page = log.after(from, PAGE);
    if (page.events().isEmpty()) {
      if (!log.await(from, IDLE)) {
        changed(IDLE);
      }
      return from;
    }
    long number = page.next() - page.events().size();
    if (number > from) {
      LOG.warn("webhook {} has missed {} events", webhook, number - from);
      count.of("missed").inc((double) (number - from));
    }
    for (var event : page.events()) {
      if (!mine.getAsBoolean()) {
        return number;
      }
      if (!webhook.wants(json.readTree(event))) {
        place.keep(number + 1);
      } else if (!deliver(event, number + 1)) {
        return number;
      }
      number++;
    }
    return number;
  }

  /** Whether the event is done with; false when this ends before. */
  private boolean deliver(String event, long number) throws IOException, InterruptedException {
    for (int attempts = 1; !closing && mine.getAsBoolean(); attempts++) {
      telling.lock();
      try {
        if (told(event, attempts)) {
          place.keep(number);
          return true;
        }
      } finally {
        telling.unlock();
      }
      if (changed(schedule.after(attempts))) {
        attempts = 0;
      }
    }
    return false;
  }

  /** Whether the event has arrived, or is given up. */
  private boolean told(String event, int attempts) throws InterruptedException {
    var problem = sender.send(webhook, event);
    if (problem.isEmpty()) {
      count.of("delivered").inc();
      return true;
    }
    boolean last = problem.startsWith(WebhookSender.REFUSED) || attempts == MOST_ATTEMPTS;
    count.of(last ? "gave up" : "failed").inc();
    if (last) {
      LOG.warn("webhook {}: an event is given up: {}", webhook, problem);
    } else if (attempts == 1) {
      LOG.warn("webhook {}: {}; it is tried again", webhook, problem);
    }
    return last;
  }

  /** Ends, and is over when this returns. What is being told now is waited for a little. */
  @Override
  public void close() {
    closing = true;
    try {
      if (telling.tryLock(1, TimeUnit.SECONDS)) {
        telling.unlock();
      }
      thread.interrupt();
      thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
