package dev.slipway.packages.identity;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Has a question asked once for all who ask it at the same time. Thread-safe. */
final class SingleFlight<V> {

  private final ConcurrentMap<String, CompletableFuture<V>> running = new ConcurrentHashMap<>();

  /** The answer, or what the question throws, to all of them. */
  V ask(String key, Supplier<V> question) {
    var mine = new CompletableFuture<V>();
    var other = running.putIfAbsent(key, mine);
    if (other != null) {
      return joined(other);
    }
    try {
      mine.complete(question.get());
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
    } finally {
      running.remove(key, mine);
      mine.completeExceptionally(new IllegalStateException("the question was given up"));
    }
    return joined(mine);
  }

  private static <V> V joined(CompletableFuture<V> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
