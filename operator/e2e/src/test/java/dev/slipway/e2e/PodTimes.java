package dev.slipway.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/**
 * When the pods of a namespace were first seen in some state, in seconds of the machine's uptime.
 */
final class PodTimes implements Watcher<Pod>, AutoCloseable {

  /** What a pod reaches, in this order. */
  enum State {
    CREATED,
    SCHEDULED,
    RUNNING,
    READY
  }

  private record Moment(String pod, State state) {}

  private final ConcurrentMap<Moment, Double> seen = new ConcurrentHashMap<>();
  private final Watch watch;

  PodTimes(KubernetesClient client, String namespace) {
    watch = client.pods().inNamespace(namespace).watch(this);
  }

  /** The uptime now. */
  static double now() {
    try {
      return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).strip().split(" ", 2)[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  double when(String pod, State state) {
    return seen.get(new Moment(pod, state));
  }

  /** How long each pod that reached the second state took from the first. */
  Stream<Double> between(State first, State second) {
    return seen.keySet().stream()
        .filter(m -> m.state() == second && seen.containsKey(new Moment(m.pod(), first)))
        .map(m -> seen.get(m) - seen.get(new Moment(m.pod(), first)))
        .filter(time -> time > 0);
  }

  @Override
  public void eventReceived(Action action, Pod pod) {
    double time = now();
    var name = pod.getMetadata().getName();
    seen.putIfAbsent(new Moment(name, State.CREATED), time);
    for (var condition : pod.getStatus().getConditions()) {
      if (condition.getStatus().equals("True")) {
        switch (condition.getType()) {
          case "PodScheduled" -> seen.putIfAbsent(new Moment(name, State.SCHEDULED), time);
          case "Ready" -> seen.putIfAbsent(new Moment(name, State.READY), time);
          default -> {
            // not measured
          }
        }
      }
    }
    if (pod.getStatus().getContainerStatuses().stream()
        .anyMatch(s -> s.getState().getRunning() != null)) {
      seen.putIfAbsent(new Moment(name, State.RUNNING), time);
    }
  }

  @Override
  public void onClose(WatcherException cause) {
    // The times that are missing then show it.
  }

  @Override
  public void close() {
    watch.close();
  }
}
