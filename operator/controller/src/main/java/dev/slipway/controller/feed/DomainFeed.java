package dev.slipway.controller.feed;

import dev.slipway.api.v1alpha1.EventPosition;
import dev.slipway.controller.feed.FeedClient.Page;
import dev.slipway.controller.feed.FeedClient.Question;
import dev.slipway.controller.feed.PackageFeeds.Interest;
import dev.slipway.controller.feed.PackageFeeds.Owner;
import dev.slipway.core.feed.FeedSight;
import dev.slipway.core.feed.PackageEvent;
import dev.slipway.core.feed.Resumption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one domain: one question to its package server at a time, for all who follow them.
 * Thread-safe.
 */
final class DomainFeed {

  private static final Logger LOG = LoggerFactory.getLogger(DomainFeed.class);
  private static final int PAGE = 500;
  private static final Duration WAIT = Duration.ofSeconds(50);
  private static final Duration RAREST = Duration.ofSeconds(5);

  /** A package server that starts anew is away for less than that. */
  private static final Duration TROUBLE = Duration.ofSeconds(30);

  private static final Duration SUDDEN = Duration.ofMillis(200);
  private static final Duration AFTER_SUDDEN = Duration.ofSeconds(1);

  private record Part(Owner owner, String part) {}

  private final String namespace;
  private final String domain;
  private final FeedClient client;
  private final InstantSource clock;
  private final Consumer<Owner> changed;
  private final Map<Part, Follower> followers = new HashMap<>();
  private final Semaphore woken = new Semaphore(0);
  private CompletableFuture<?> asked;
  private Instant failingSince;
  private int failures;
  private String error;

  /**
   * @param changed hears who has something new to look at
   */
  DomainFeed(
      String namespace,
      String domain,
      FeedClient client,
      InstantSource clock,
      Consumer<Owner> changed) {
    this.namespace = namespace;
    this.domain = domain;
    this.client = client;
    this.clock = clock;
    this.changed = changed;
  }

  /** Who follows, with what is stored of it; returns what there is for it. */
  synchronized FeedSight follow(Owner owner, Interest interest) {
    var part = new Part(owner, interest.part());
    var follower = followers.get(part);
    if (follower == null) {
      follower = new Follower(interest.position(), interest.wants());
      followers.put(part, follower);
      wake();
    }
    if (follower.update(interest.position(), interest.missed(), interest.wants())) {
      wake();
    }
    return follower.sight(error);
  }

  /**
   * Forgets what an owner follows no longer.
   *
   * @param parts that it still follows
   * @return whether nobody follows any more
   */
  synchronized boolean keep(Owner owner, Collection<String> parts) {
    followers.keySet().removeIf(p -> p.owner().equals(owner) && !parts.contains(p.part()));
    if (followers.isEmpty()) {
      wake();
    }
    return followers.isEmpty();
  }

  synchronized Set<Owner> owners() {
    var owners = new LinkedHashSet<Owner>();
    followers.keySet().forEach(p -> owners.add(p.owner()));
    return owners;
  }

  private synchronized void wake() {
    woken.release();
    if (asked != null) {
      asked.cancel(true);
    }
  }

  private synchronized void asked(CompletableFuture<?> question) {
    asked = question;
    if (woken.availablePermits() > 0) {
      question.cancel(true);
    }
  }

  /** One round: lets those join who are new, then waits for events. */
  void round() throws InterruptedException {
    woken.drainPermits();
    try {
      join();
      read();
      succeeded();
    } catch (CancellationException e) {
      // Somebody has come, or has room again.
    } catch (FeedFailure e) {
      failed(e.getMessage());
    } catch (RuntimeException e) {
      failed(e.toString());
    }
  }

  private void join() throws FeedFailure, InterruptedException {
    Map<Part, Follower> fresh;
    synchronized (this) {
      fresh = new HashMap<>(followers);
    }
    fresh.values().removeIf(Follower::joined);
    for (var entry : fresh.entrySet()) {
      join(entry.getValue());
      changed.accept(entry.getKey().owner());
    }
  }

  private void join(Follower follower) throws FeedFailure, InterruptedException {
    EventPosition anchor;
    synchronized (this) {
      anchor = follower.anchor();
    }
    if (anchor == null) {
      var now = now();
      synchronized (this) {
        follower.begin(now);
      }
      return;
    }
    long before = Math.max(0, anchor.sequenceNumber() - 1);
    var page = page(new Question(before, 1));
    var first = page.events().isEmpty() ? null : page.events().getFirst();
    var resumption = Resumption.at(anchor, new Resumption.Found(page.there(), first));
    if (resumption.missed() != null) {
      LOG.warn("domain {}/{}: {}", namespace, domain, resumption.missed());
    }
    synchronized (this) {
      follower.resume(resumption);
    }
  }

  /** The newest event, after which somebody new begins. */
  private EventPosition now() throws FeedFailure, InterruptedException {
    long last = page(new Question(0, 0)).last();
    if (last == 0) {
      return new EventPosition(0L, null, null);
    }
    var page = page(new Question(last - 1, 1));
    return page.events().isEmpty()
        ? new EventPosition(0L, null, null)
        : page.events().getFirst().position();
  }

  private void read() throws FeedFailure, InterruptedException {
    long after = Long.MAX_VALUE;
    synchronized (this) {
      for (var follower : followers.values()) {
        if (follower.joined() && !follower.full()) {
          after = Math.min(after, follower.after());
        }
      }
    }
    if (after == Long.MAX_VALUE) {
      // All have more than enough to do.
      boolean _ = woken.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS);
      return;
    }
    long asking = System.nanoTime();
    var page = page(new Question(after, PAGE, WAIT, this::asked));
    if (!page.there()) {
      doubt();
    } else if (!page.events().isEmpty()) {
      give(after, page.events());
    } else if (System.nanoTime() - asking < SUDDEN.toNanos()) {
      // A server that ends lets nobody wait.
      boolean _ = woken.tryAcquire(AFTER_SUDDEN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Who has room again by now, and is behind this page, is served by another one. */
  private void give(long after, List<PackageEvent> events) {
    var news = new LinkedHashSet<Owner>();
    synchronized (this) {
      followers.forEach(
          (part, follower) -> {
            if (follower.joined() && follower.after() >= after && follower.take(events)) {
              news.add(part.owner());
            }
          });
    }
    news.forEach(changed);
  }

  private Page page(Question question) throws FeedFailure, InterruptedException {
    return client.page(namespace, domain, question);
  }

  private synchronized void doubt() {
    followers.values().forEach(Follower::doubt);
  }

  private void succeeded() {
    List<Owner> told;
    synchronized (this) {
      told = error == null ? List.of() : List.copyOf(owners());
      error = null;
      failures = 0;
      failingSince = null;
    }
    told.forEach(changed);
  }

  private void failed(String why) throws InterruptedException {
    List<Owner> told = List.of();
    synchronized (this) {
      // A server that comes back may have another log.
      doubt();
      if (failures++ == 0) {
        failingSince = clock.instant();
        LOG.warn("domain {}/{}: {}; it is tried again", namespace, domain, why);
      }
      if (error == null && !clock.instant().isBefore(failingSince.plus(TROUBLE))) {
        error = "events of domain " + domain + " cannot be read: " + why;
        told = List.copyOf(owners());
      }
    }
    told.forEach(changed);
    boolean _ = woken.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized Duration pause() {
    var pause = Duration.ofMillis(500);
    for (int i = 1; i < failures && pause.compareTo(RAREST) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(RAREST) > 0 ? RAREST : pause;
  }
}
