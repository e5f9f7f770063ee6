package dev.slipway.packages.upstream;

import dev.slipway.packages.upstream.Outbound.Answer;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;

/**
 * Asks for a file while its index is still asked, so that whoever needs both does not wait for one
 * after the other. Nobody gets anything of the answer before a fetch of the same address takes it
 * over; what nobody has taken over when this is closed is dropped. For one thread.
 */
public final class Ahead implements External.Guess, Closeable {

  static final Map<String, String> HEADERS = Map.of("Accept-Encoding", "identity");

  private final Outbound outbound;
  private final ExecutorService threads;
  private final ConcurrentMap<String, CompletableFuture<Answer>> waiting;
  private final List<Runnable> left = new ArrayList<>();

  /**
   * Asks for nothing yet.
   *
   * @param waiting the answers that nobody has taken over, by their {@link #key}
   */
  Ahead(
      Outbound outbound,
      ExecutorService threads,
      ConcurrentMap<String, CompletableFuture<Answer>> waiting) {
    this.outbound = outbound;
    this.threads = threads;
    this.waiting = waiting;
  }

  static String key(ExternalRepository upstream, String url) {
    return upstream.repository() + " " + url;
  }

  /** Asks for the file, unless somebody has. */
  @Override
  public void probably(ExternalRepository upstream, String url) {
    var key = key(upstream, url);
    var answer = new CompletableFuture<Answer>();
    if (waiting.putIfAbsent(key, answer) != null) {
      return;
    }
    left.add(
        () -> {
          if (waiting.remove(key, answer)) {
            var _ = answer.thenAccept(Ahead::drop);
          }
        });
    threads.execute(() -> ask(upstream, url, answer));
  }

  private void ask(ExternalRepository upstream, String url, CompletableFuture<Answer> answer) {
    try {
      answer.complete(outbound.get(upstream, url, HEADERS));
    } catch (IOException | RuntimeException e) {
      answer.completeExceptionally(e);
    } catch (InterruptedException e) {
      answer.completeExceptionally(new UpstreamException(url + ": interrupted"));
      Thread.currentThread().interrupt();
    }
  }

  private static void drop(Answer answer) {
    try {
      answer.body().close();
    } catch (IOException e) {
      // Nobody wanted it.
    }
  }

  /** The answer of a request that was taken over, as if it were sent now. */
  static Answer taken(CompletableFuture<Answer> answer) throws IOException, InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw UpstreamException.waitedFor(e);
    }
  }

  @Override
  public void close() {
    left.forEach(Runnable::run);
  }
}
