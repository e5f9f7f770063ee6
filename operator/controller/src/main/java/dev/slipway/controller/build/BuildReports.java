package dev.slipway.controller.build;

import dev.slipway.core.build.BuildReport;
import dev.slipway.core.build.ImageResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The newest report of every build that runs, and the answers to its image requests. */
public final class BuildReports {

  /** A build. */
  public record Key(String namespace, String name) {}

  private final ConcurrentMap<Key, BuildReport> reports = new ConcurrentHashMap<>();
  private final ConcurrentMap<Key, List<ImageResult>> results = new ConcurrentHashMap<>();
  private final List<Consumer<Key>> listeners = new CopyOnWriteArrayList<>();

  /** The listener hears of every build whose report changed. */
  public void onChange(Consumer<Key> listener) {
    listeners.add(listener);
  }

  /** Keeps the report unless a newer one is there, and returns what the runner is told. */
  public BuildReport.Answer put(Key key, BuildReport report) {
    var changed = new boolean[1];
    reports.compute(
        key,
        (k, old) -> {
          changed[0] = old == null || old.sequence() < report.sequence();
          return changed[0] ? report : old;
        });
    if (changed[0]) {
      listeners.forEach(l -> l.accept(key));
    }
    return new BuildReport.Answer(results.getOrDefault(key, List.of()));
  }

  public Optional<BuildReport> get(Key key) {
    return Optional.ofNullable(reports.get(key));
  }

  public void answer(Key key, List<ImageResult> answers) {
    if (!answers.isEmpty()) {
      results.put(key, List.copyOf(answers));
    }
  }

  /** A build that has ended needs no report any more. */
  public void forget(Key key) {
    reports.remove(key);
    results.remove(key);
  }
}
