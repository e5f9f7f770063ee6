package dev.slipway.packages.event;

import dev.slipway.packages.store.Store;
import dev.slipway.packages.upstream.Receivers;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts events to webhooks. Each webhook reads the log at its own pace, in order, and goes on after
 * a restart where it was: at least once. The log is what bounds it, so that a receiver which is
 * away for long misses the oldest events, and nobody who publishes ever waits for one. Thread-safe.
 */
public final class Webhooks implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
  private static final int MOST_DOUBLINGS = 9;
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** How long to wait after so many attempts that failed. */
  interface Schedule {
    Duration after(int attempts);
  }

  private final EventStream log;
  private final WebhookPlaces places;
  private final InstantSource clock;
  private final Schedule schedule;
  private final WebhookSender.Rule rule;
  private final Counter counter;
  private final Map<String, WebhookRun> fixed = new HashMap<>();
  private final Map<String, WebhookRun> running = new HashMap<>();
  private boolean closed;

  /**
   * Begins to tell them. One that is new is told of what happens from now on.
   *
   * @param webhooks of the server's own settings, which may lead anywhere
   * @param store where it is kept how far each has come
   */
  public Webhooks(
      List<Webhook> webhooks,
      EventStream log,
      Store.Open store,
      InstantSource clock,
      CollectorRegistry registry)
      throws IOException {
    this(
        webhooks,
        log,
        store.shared().isPresent()
            ? new SharedPlaces(store.shared().get())
            : WebhookPlaces.in(store.folder().resolve("webhooks")),
        clock,
        registry,
        Webhooks::delay,
        at -> Receivers.problem(at, InetAddress::getAllByName));
  }

  Webhooks(
      List<Webhook> webhooks,
      EventStream log,
      WebhookPlaces places,
      InstantSource clock,
      CollectorRegistry registry,
      Schedule schedule,
      WebhookSender.Rule rule)
      throws IOException {
    this.log = log;
    this.places = places;
    this.clock = clock;
    this.schedule = schedule;
    this.rule = rule;
    counter =
        Counter.build(
                "slipway_packages_webhooks_total",
                "Events for webhooks: delivered, failed attempts, given up, missed; and how often"
                    + " a webhook was found unusable.")
            .labelNames("webhook", "result")
            .register(registry);
    for (var webhook : webhooks) {
      fixed.put(webhook.name(), run(webhook, WebhookSender.ANYWHERE));
    }
  }

  /** One second, then twice as long each time, at most five minutes. */
  static Duration delay(int attempts) {
    var doubled = Duration.ofSeconds(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }

  private WebhookRun run(Webhook webhook, WebhookSender.Rule to) throws IOException {
    return new WebhookRun(
        webhook,
        log,
        places::mine,
        places.of(webhook.name()),
        schedule,
        new WebhookSender(clock, to),
        result -> counter.labels(webhook.name(), result));
  }

  /**
   * Tells these from now on, beside those of the server's own settings.
   *
   * @param webhooks those that can be told now
   * @param names of all that are to be told; the place of any other is forgotten
   */
  public synchronized void set(List<Webhook> webhooks, Set<String> names) throws IOException {
    if (closed) {
      return;
    }
    var usable = new HashMap<String, Webhook>();
    webhooks.forEach(w -> usable.put(w.name(), w));
    for (var name : List.copyOf(running.keySet())) {
      if (!usable.containsKey(name)) {
        running.remove(name).close();
      }
    }
    forget(names);
    for (var webhook : usable.values()) {
      if (fixed.containsKey(webhook.name())) {
        LOG.error(
            "webhook {} is not told: the server's own settings have one of this name", webhook);
        continue;
      }
      var run = running.get(webhook.name());
      if (run == null) {
        running.put(webhook.name(), run(webhook, rule));
        LOG.info("webhook {} is told of events", webhook);
      } else {
        run.change(webhook);
      }
    }
  }

  /** Counts that a webhook cannot be told, for want of what it names. */
  void unusable(String name) {
    counter.labels(name, "unusable").inc();
  }

  private void forget(Set<String> names) throws IOException {
    var kept = new HashSet<>(names);
    kept.addAll(fixed.keySet());
    for (var name : places.names()) {
      if (!kept.contains(name)) {
        places.of(name).forget();
      }
    }
  }

  /** Ends; an event that is on its way may be sent again at the next start. */
  @Override
  public synchronized void close() {
    closed = true;
    var all = new ArrayList<>(fixed.values());
    all.addAll(running.values());
    all.forEach(WebhookRun::close);
  }
}
