package dev.slipway.controller.feed;

import dev.slipway.api.v1alpha1.EventPosition;
import dev.slipway.core.feed.FeedSight;
import dev.slipway.core.feed.PackageEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * The package events of all domains that somebody follows, read once for each domain. Nothing is
 * kept: who follows stores how far it is, and says so with each look. Thread-safe; never blocks.
 */
public final class PackageFeeds implements AutoCloseable {

  /** Who follows events. */
  public record Owner(String kind, String namespace, String name) {}

  /**
   * What is followed.
   *
   * @param domain a Domain of the owner's namespace
   * @param part tells several interests of one owner apart
   * @param position up to where events are dealt with; null for one that begins now
   * @param missed what is stored of events that were missed
   * @param wants which events
   */
  public record Interest(
      String domain,
      String part,
      EventPosition position,
      String missed,
      Predicate<PackageEvent> wants) {}

  /** Looks after the owners of one kind. */
  public interface Listener {
    /** There is something new for an owner. */
    void changed(Owner owner);

    /** Whether there still is such an owner. */
    boolean exists(Owner owner);
  }

  private record Key(String namespace, String domain) {}

  private final FeedClient client;
  private final InstantSource clock;
  private final Map<Key, DomainFeed> feeds = new HashMap<>();
  private final ConcurrentMap<String, Listener> listeners = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public PackageFeeds(FeedClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** The listener hears of all owners of a kind. */
  public void listen(String kind, Listener listener) {
    listeners.put(kind, listener);
  }

  /**
   * Follows exactly these events from now on.
   *
   * @return what there is for each interest, in their order
   */
  public synchronized List<FeedSight> follow(Owner owner, List<Interest> interests) {
    var sights = new ArrayList<FeedSight>();
    for (var interest : interests) {
      var key = new Key(owner.namespace(), interest.domain());
      var feed = feeds.get(key);
      if (feed == null) {
        feed = new DomainFeed(key.namespace(), key.domain(), client, clock, this::changed);
        feeds.put(key, feed);
        sights.add(feed.follow(owner, interest));
        start(key, feed);
      } else {
        sights.add(feed.follow(owner, interest));
      }
    }
    feeds
        .entrySet()
        .removeIf(
            entry ->
                entry.getKey().namespace().equals(owner.namespace())
                    && entry.getValue().keep(owner, parts(entry.getKey(), interests)));
    return sights;
  }

  /** Follows nothing any more. */
  public void forget(Owner owner) {
    follow(owner, List.of());
  }

  private static List<String> parts(Key key, List<Interest> interests) {
    return interests.stream()
        .filter(i -> i.domain().equals(key.domain()))
        .map(Interest::part)
        .toList();
  }

  private void changed(Owner owner) {
    var listener = listeners.get(owner.kind());
    if (listener != null) {
      listener.changed(owner);
    }
  }

  private void start(Key key, DomainFeed feed) {
    threads.execute(
        () -> {
          try {
            while (serves(key, feed)) {
              feed.round();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Owners that were deleted are forgotten here. */
  private boolean serves(Key key, DomainFeed feed) {
    for (var owner : feed.owners()) {
      var listener = listeners.get(owner.kind());
      if (listener != null && !listener.exists(owner)) {
        forget(owner);
      }
    }
    synchronized (this) {
      return feeds.get(key) == feed;
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    client.close();
  }
}
