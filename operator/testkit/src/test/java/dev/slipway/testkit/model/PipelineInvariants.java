package dev.slipway.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.ActionExecutionState;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineExecutionState;
import dev.slipway.api.v1alpha1.PipelineExecutionStatus;
import dev.slipway.api.v1alpha1.StageExecutionState;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds of a pipeline's executions at every change, and in the end. */
final class PipelineInvariants {

  private final Set<String> created = new HashSet<>();

  /** What holds after a change. */
  void check(ModelCluster cluster, ModelCluster.Change change) {
    if (change.before() == null) {
      assertThat(created.add(change.key().toString())).as("%s made once", change.key()).isTrue();
    }
    if (change.before() instanceof PipelineExecution before
        && change.after() instanceof PipelineExecution after
        && before.getStatus() != null) {
      forward(before.getStatus(), after.getStatus());
    }
    if (change.after() instanceof PipelineExecution) {
      oneHolder(cluster);
    }
  }

  private static void oneHolder(ModelCluster cluster) {
    var holders = new HashMap<Integer, String>();
    for (var execution : cluster.list(PipelineExecution.class)) {
      var status = execution.getStatus();
      if (status == null || status.status() != PipelineExecutionState.InProgress) {
        continue;
      }
      int last = status.stages().size() - 1;
      if (last >= 0 && status.stages().get(last).status() == StageExecutionState.InProgress) {
        var other = holders.put(last, execution.getMetadata().getName());
        assertThat(other).as("other holder of stage %d", last).isNull();
      }
    }
  }

  private static void forward(PipelineExecutionStatus before, PipelineExecutionStatus after) {
    assertThat(after.startTime()).isEqualTo(before.startTime());
    if (before.endTime() != null) {
      assertThat(after).as("an ended execution").isEqualTo(before);
    }
    assertThat(after.stages()).hasSizeGreaterThanOrEqualTo(before.stages().size());
    for (int s = 0; s < before.stages().size(); s++) {
      var old = before.stages().get(s);
      var young = after.stages().get(s);
      assertThat(young.name()).isEqualTo(old.name());
      if (old.status() != StageExecutionState.InProgress) {
        assertThat(young).isEqualTo(old);
      }
      for (var action : old.actions()) {
        var now = young.actions().stream().filter(a -> a.name().equals(action.name())).toList();
        assertThat(now).hasSize(1);
        if (action.status() != ActionExecutionState.InProgress) {
          assertThat(now.getFirst()).isEqualTo(action);
        }
      }
    }
  }

  /**
   * What holds when nothing happens any more.
   *
   * @return the executions, a line each
   */
  String end(ModelCluster cluster, String newestCommit) {
    var executions = cluster.list(PipelineExecution.class);
    var lines = new ArrayList<String>();
    for (var execution : executions) {
      var status = execution.getStatus();
      assertThat(status).as(execution.getMetadata().getName()).isNotNull();
      var state = status.status();
      assertThat(status.endTime()).as(execution.getMetadata().getName()).isNotNull();
      var actions = status.stages().stream().flatMap(s -> s.actions().stream()).toList();
      assertThat(actions.stream().filter(a -> a.error() != null).map(a -> a.error().code()))
          .allMatch("JobFailed"::equals);
      if (state == PipelineExecutionState.Succeeded) {
        assertThat(actions).hasSize(5);
        assertThat(actions).allMatch(a -> a.status() == ActionExecutionState.Succeeded);
      } else if (state == PipelineExecutionState.Failed) {
        assertThat(actions).anyMatch(a -> a.status() == ActionExecutionState.Failed);
      } else {
        assertThat(status.statusSummary()).startsWith("superseded by ");
      }
      lines.add(
          execution.getMetadata().getName().replaceAll("-[0-9a-f]{6}$", "")
              + " "
              + state
              + " "
              + actions.size());
    }
    ran(executions, newestCommit);
    assertThat(cluster.list(Pipeline.class).getFirst().getStatus().latestExecution())
        .isEqualTo(newest(executions));
    var kept = executions.stream().map(e -> e.getStatus().definition().name()).distinct().count();
    assertThat(cluster.list(ControllerRevision.class)).hasSizeLessThanOrEqualTo((int) kept + 1);
    return String.join("\n", lines);
  }

  private static void ran(List<PipelineExecution> executions, String newestCommit) {
    assertThat(executions)
        .as("executions of the newest commit")
        .anyMatch(
            e ->
                e.getStatus().artifacts().getFirst().git().commit().equals(newestCommit)
                    && (e.getStatus().status() != PipelineExecutionState.Superseded
                        || executions.size() > 1));
  }

  private static String newest(List<PipelineExecution> executions) {
    return executions.stream()
        .max(
            Comparator.comparing(
                    (PipelineExecution e) -> Instant.parse(e.getMetadata().getCreationTimestamp()))
                .thenComparing(e -> e.getMetadata().getName()))
        .orElseThrow()
        .getMetadata()
        .getName();
  }
}
