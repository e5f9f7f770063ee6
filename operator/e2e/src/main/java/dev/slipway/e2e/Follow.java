package dev.slipway.e2e;

import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineExecutionState;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** Follows the run of a commit and tells of each change. */
public final class Follow {

  private final KubernetesClient client;
  private final String namespace;

  public Follow(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Waits until the commit's execution ends and returns it. */
  public PipelineExecution end(String commit, Duration longest, Consumer<String> tell) {
    var told = new LinkedHashMap<String, String>();
    return Awaitility.await("the end of the run of " + commit)
        .atMost(longest)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              var found = execution(commit);
              found.ifPresent(e -> tell(e, told, tell));
              return found;
            },
            e -> e.isPresent() && e.get().getStatus().endTime() != null)
        .orElseThrow();
  }

  /** The execution that took this commit. */
  public Optional<PipelineExecution> execution(String commit) {
    return client
        .resources(PipelineExecution.class)
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .filter(e -> e.getStatus() != null)
        .filter(
            e -> e.getSpec().sourceRevisions().stream().anyMatch(r -> r.commit().equals(commit)))
        .findFirst();
  }

  private static void tell(
      PipelineExecution execution, Map<String, String> told, Consumer<String> tell) {
    for (var stage : execution.getStatus().stages()) {
      for (var action : stage.actions()) {
        var name = stage.name() + "/" + action.name();
        var text = action.status() + (action.summary() == null ? "" : ": " + action.summary());
        if (!text.equals(told.put(name, text))) {
          tell.accept(name + " " + text);
        }
      }
    }
  }

  /** A line for each action: stage, action, status, seconds, what it says. */
  public static String table(PipelineExecution execution) {
    var table = new StringBuilder();
    line(table, "STAGE", "ACTION", "STATUS", "TIME", "SUMMARY");
    for (var stage : execution.getStatus().stages()) {
      for (var action : stage.actions()) {
        line(
            table,
            stage.name(),
            action.name(),
            String.valueOf(action.status()),
            action.endedAt() == null
                ? ""
                : Duration.between(
                            Instant.parse(action.startedAt()), Instant.parse(action.endedAt()))
                        .toSeconds()
                    + "s",
            action.error() != null
                ? action.error().message()
                : action.summary() == null ? "" : action.summary());
      }
    }
    table.append(
        "%s: %s%n"
            .formatted(execution.getMetadata().getName(), execution.getStatus().statusSummary()));
    return table.toString();
  }

  private static void line(
      StringBuilder table, String stage, String action, String status, String time, String text) {
    table.append("%-10s %-14s %-12s %6s  %s%n".formatted(stage, action, status, time, text));
  }

  /** Whether a run ended well. */
  public static boolean succeeded(PipelineExecution execution) {
    return execution.getStatus().status() == PipelineExecutionState.Succeeded;
  }
}
