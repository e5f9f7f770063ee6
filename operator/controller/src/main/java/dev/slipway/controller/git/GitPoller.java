package dev.slipway.controller.git;

import dev.slipway.api.v1alpha1.KeyReference;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at Git repositories: one look for each repository and credentials, however many followers
 * it has, at the shortest interval that one of them wants. A repository that fails is looked at
 * ever more rarely, up to every five minutes, and at its own pace again with the first success.
 * Followers that were deleted are forgotten when their repository's turn comes.
 */
public final class GitPoller implements GitHeads, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GitPoller.class);
  private static final Duration RAREST = Duration.ofMinutes(5);
  private static final int SIDE_BY_SIDE = 8;
  private static final String HEAD = "HEAD";

  /** Finds the credentials and certificates that a query names. */
  public interface Keys {
    GitAccess access(
        String namespace, String url, Optional<String> secretName, Optional<KeyReference> ca)
        throws GitFailure;
  }

  /** What is looked at in one go. */
  private record Key(
      String namespace, String url, Optional<String> secretName, Optional<KeyReference> ca) {
    static Key of(GitQuery query) {
      return new Key(query.namespace(), query.url(), query.secretName(), query.ca());
    }
  }

  /** A repository's next turn. */
  private record Turn(Key key, long at) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }

  /** Guarded by {@code this} of the poller. */
  private static final class Followed {
    private final Map<Follower, GitQuery> followers = new HashMap<>();
    private final Map<String, Head> heads = new HashMap<>();
    private int failures;

    /** Whether nobody asked for this branch yet, or for a look as soon as that. */
    private boolean wantsMore(GitQuery query) {
      return followers.values().stream().noneMatch(q -> branch(q).equals(branch(query)))
          || followers.values().stream()
              .allMatch(q -> q.interval().compareTo(query.interval()) > 0);
    }
  }

  private final Keys keys;
  private final LsRefs lsRefs;
  private final Clock clock;
  private final Duration shortest;
  private final Counter polls;
  private final Histogram duration;
  private final Map<Key, Followed> followed = new HashMap<>();
  private final Map<Follower, Key> byFollower = new HashMap<>();
  private final DelayQueue<Turn> turns = new DelayQueue<>();
  private final Semaphore room = new Semaphore(SIDE_BY_SIDE);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentMap<String, Listener> listeners = new ConcurrentHashMap<>();
  private Thread timer;

  public GitPoller(
      Keys keys, LsRefs lsRefs, Clock clock, Duration shortest, CollectorRegistry registry) {
    this.keys = keys;
    this.lsRefs = lsRefs;
    this.clock = clock;
    this.shortest = shortest;
    polls =
        Counter.build("slipway_git_polls_total", "Looks at Git repositories.")
            .labelNames("result")
            .register(registry);
    duration =
        Histogram.build("slipway_git_poll_duration_seconds", "Time of a look at a Git repository.")
            .buckets(0.01, 0.05, 0.2, 1, 5, 20)
            .register(registry);
  }

  /** Begins to look; followers may register before. */
  public void start() {
    timer = Thread.ofPlatform().name("git-poller").daemon().start(this::run);
  }

  @Override
  public void listen(String kind, Listener listener) {
    listeners.put(kind, listener);
  }

  @Override
  public synchronized Optional<Head> watch(Follower follower, GitQuery query) {
    var key = Key.of(query);
    var old = byFollower.put(follower, key);
    if (old != null && !old.equals(key)) {
      drop(follower, old);
    }
    var entry = followed.computeIfAbsent(key, k -> new Followed());
    boolean soon = entry.wantsMore(query);
    entry.followers.put(follower, query);
    if (soon) {
      turns.add(new Turn(key, System.nanoTime()));
    }
    return Optional.ofNullable(entry.heads.get(branch(query)));
  }

  @Override
  public synchronized void forget(Follower follower) {
    var key = byFollower.remove(follower);
    if (key != null) {
      drop(follower, key);
    }
  }

  private void drop(Follower follower, Key key) {
    var entry = followed.get(key);
    entry.followers.remove(follower);
    if (entry.followers.isEmpty()) {
      followed.remove(key);
    }
  }

  private static String branch(GitQuery query) {
    return query.branch() == null ? HEAD : query.branch();
  }

  private void run() {
    try {
      while (true) {
        var turn = turns.take();
        room.acquire();
        threads.execute(
            () -> {
              try {
                look(turn.key());
              } finally {
                room.release();
              }
            });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Key key) {
    List<String> branches;
    synchronized (this) {
      var entry = followed.get(key);
      if (entry == null) {
        return;
      }
      entry.followers.keySet().stream().filter(this::gone).toList().forEach(this::forget);
      if (entry.followers.isEmpty()) {
        return;
      }
      branches = entry.followers.values().stream().map(GitPoller::branch).distinct().toList();
    }
    long started = System.nanoTime();
    var seen = heads(key, branches);
    duration.observe((System.nanoTime() - started) / 1e9);
    var changed = store(key, seen, started);
    for (var follower : changed) {
      var listener = listeners.get(follower.kind());
      if (listener != null) {
        listener.changed(follower);
      }
    }
  }

  /**
   * Whether a follower was deleted. To be asked under the lock: who is made anew is known to its
   * listener before it follows again, so it is never forgotten instead of the old one.
   */
  private boolean gone(Follower follower) {
    var listener = listeners.get(follower.kind());
    return listener != null && !listener.exists(follower);
  }

  private Map<String, Head> heads(Key key, List<String> branches) {
    var result = new HashMap<String, Head>();
    try {
      var access = keys.access(key.namespace(), key.url(), key.secretName(), key.ca());
      var found = lsRefs.heads(access, branches);
      for (var branch : branches) {
        var commit = found.get(branch);
        var error = commit == null ? absent(access, branch) : null;
        result.put(branch, new Head(commit, branch, error, clock.instant()));
      }
      polls.labels(found.size() == branches.size() ? "ok" : "no_branch").inc();
    } catch (GitFailure e) {
      polls.labels("error").inc();
      for (var branch : branches) {
        result.put(branch, new Head(null, branch, e.getMessage(), clock.instant()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("git {}: {}", key.url(), e.toString());
      polls.labels("error").inc();
    }
    return result;
  }

  private String absent(GitAccess access, String branch) throws GitFailure, InterruptedException {
    var there = lsRefs.branches(access);
    return access.url()
        + " has no branch "
        + branch
        + (there.isEmpty()
            ? "; it is empty"
            : "; it has " + String.join(", ", there.subList(0, Math.min(5, there.size()))));
  }

  private synchronized List<Follower> store(Key key, Map<String, Head> seen, long started) {
    var entry = followed.get(key);
    if (entry == null) {
      return List.of();
    }
    var failed = seen.isEmpty() || seen.values().stream().anyMatch(h -> h.error() != null);
    entry.failures = failed ? entry.failures + 1 : 0;
    var changed = new ArrayList<Follower>();
    entry.followers.forEach(
        (follower, query) -> {
          var head = seen.get(branch(query));
          var old = entry.heads.get(branch(query));
          if (head != null && (old == null || differ(old, head))) {
            changed.add(follower);
          }
        });
    entry.heads.putAll(seen);
    turns.removeIf(t -> t.key().equals(key));
    long pause = pause(entry).toNanos();
    turns.add(new Turn(key, Math.max(started + pause, System.nanoTime() + pause / 4)));
    return changed;
  }

  private static boolean differ(Head a, Head b) {
    return !Objects.equals(a.commit(), b.commit()) || !Objects.equals(a.error(), b.error());
  }

  private Duration pause(Followed entry) {
    var wanted =
        entry.followers.values().stream()
            .map(GitQuery::interval)
            .min(Duration::compareTo)
            .orElse(RAREST);
    var pause = wanted.compareTo(shortest) < 0 ? shortest : wanted;
    for (int i = 1; i < entry.failures && pause.compareTo(RAREST) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return entry.failures > 1 && pause.compareTo(RAREST) > 0 && wanted.compareTo(RAREST) < 0
        ? RAREST
        : pause;
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.interrupt();
    }
    threads.shutdownNow();
  }
}
