package dev.slipway.packages.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts events to webhooks. Each webhook reads the log at its own pace, in order, and goes on after
 * a restart where it was: at least once. The log is what bounds it, so that a receiver which is
 * away for long misses the oldest events, and nobody who publishes ever waits for one.
 */
public final class Webhooks implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
  private static final int PAGE = 100;
  private static final int MOST_ATTEMPTS = 100;
  private static final int MOST_DOUBLINGS = 9;
  private static final Set<Integer> REFUSALS = Set.of(400, 410, 413, 415, 422);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** How long to wait after so many attempts that failed. */
  interface Schedule {
    Duration after(int attempts);
  }

  private final EventLog log;
  private final Path folder;
  private final InstantSource clock;
  private final Schedule schedule;
  private final Counter sent;
  private final ObjectMapper json = new ObjectMapper();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(ANSWER)
          .build();

  /**
   * Begins to tell them. One that is new is told of what happens from now on.
   *
   * @param folder where it is kept how far each has come
   */
  public Webhooks(
      List<Webhook> webhooks,
      EventLog log,
      Path folder,
      InstantSource clock,
      CollectorRegistry registry)
      throws IOException {
    this(webhooks, log, folder, clock, registry, Webhooks::delay);
  }

  Webhooks(
      List<Webhook> webhooks,
      EventLog log,
      Path folder,
      InstantSource clock,
      CollectorRegistry registry,
      Schedule schedule)
      throws IOException {
    this.log = log;
    this.folder = folder;
    this.clock = clock;
    this.schedule = schedule;
    sent =
        Counter.build(
                "slipway_packages_webhooks_total",
                "Events for webhooks: delivered, failed attempts, given up, missed.")
            .labelNames("webhook", "result")
            .register(registry);
    Files.createDirectories(folder);
    for (var webhook : webhooks) {
      long from = place(webhook);
      threads.add(Thread.ofVirtual().start(() -> run(webhook, from)));
    }
  }

  /** One second, then twice as long each time, at most five minutes. */
  static Duration delay(int attempts) {
    var doubled = Duration.ofSeconds(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }

  private long place(Webhook webhook) throws IOException {
    long last = log.after(0, 0).last();
    try {
      return Math.min(last, Long.parseLong(Files.readString(folder.resolve(webhook.name()))));
    } catch (NoSuchFileException | NumberFormatException e) {
      keep(webhook, last);
      return last;
    }
  }

  private void keep(Webhook webhook, long number) throws IOException {
    var part = folder.resolve(webhook.name() + ".part");
    Files.writeString(part, Long.toString(number));
    Files.move(
        part,
        folder.resolve(webhook.name()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void run(Webhook webhook, long from) {
    long number = from;
    try {
      while (closing.getCount() > 0) {
        try {
          number = round(webhook, number);
        } catch (IOException e) {
          LOG.warn("webhook {}: {}", webhook, e.getMessage());
          closing.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long round(Webhook webhook, long from) throws IOException, InterruptedException {
    var page = log.after(from, PAGE);
    if (page.events().isEmpty()) {
      if (!log.await(from, IDLE)) {
        closing.await(IDLE.toMillis(), TimeUnit.MILLISECONDS);
      }
      return from;
    }
    long number = page.next() - page.events().size();
    if (number > from) {
      LOG.warn("webhook {} has missed {} events", webhook, number - from);
      sent.labels(webhook.name(), "missed").inc((double) (number - from));
    }
    for (var event : page.events()) {
      if (webhook.wants(json.readTree(event)) && !deliver(webhook, event)) {
        return number;
      }
      keep(webhook, ++number);
    }
    return number;
  }

  /** Whether the event is done with; false when this ends before. */
  private boolean deliver(Webhook webhook, String event) throws InterruptedException {
    for (int attempts = 1; ; attempts++) {
      var problem = attempt(webhook, event);
      if (problem.isEmpty()) {
        sent.labels(webhook.name(), "delivered").inc();
        return true;
      }
      boolean last = problem.startsWith("refused") || attempts == MOST_ATTEMPTS;
      sent.labels(webhook.name(), last ? "gave up" : "failed").inc();
      if (last) {
        LOG.warn("webhook {}: an event is given up: {}", webhook, problem);
        return true;
      }
      if (attempts == 1) {
        LOG.warn("webhook {}: {}; it is tried again", webhook, problem);
      }
      if (closing.await(schedule.after(attempts).toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
  }

  /** What went wrong; empty for nothing. */
  private String attempt(Webhook webhook, String event) throws InterruptedException {
    long time = clock.instant().getEpochSecond();
    var request =
        HttpRequest.newBuilder(webhook.url())
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("X-Slipway-Timestamp", Long.toString(time))
            .header("X-Slipway-Signature-256", Signature.of(webhook.secret(), time, event))
            .POST(HttpRequest.BodyPublishers.ofString(event))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2) {
        return "";
      }
      // A receiver that is too busy may take it later; one that cannot use it never will.
      return (REFUSALS.contains(status) ? "refused with status " : "status ") + status;
    } catch (IOException e) {
      return "no answer: " + e.getMessage();
    }
  }

  /** Ends; an event that is on its way may be sent again at the next start. */
  @Override
  public void close() {
    closing.countDown();
    threads.forEach(Thread::interrupt);
    client.shutdownNow();
  }
}
