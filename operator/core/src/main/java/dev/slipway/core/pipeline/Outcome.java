package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.ActionExecutionState;
import dev.slipway.api.v1alpha1.Blob;
import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildExecutionStatus;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.ExternalExecution;
import dev.slipway.core.status.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;

/**
 * How the child of an action stands.
 *
 * @param code AWS's error code of a failure
 * @param summary one line for people
 */
record Outcome(
    ActionExecutionState state,
    String code,
    String summary,
    Map<String, String> variables,
    Blob artifact) {

  /** Returns null when there is no such child. */
  static Outcome of(PipelineObservation seen, ExternalExecution external) {
    return switch (external.kind()) {
      case "BuildExecution" -> build(seen.builds().get(external.name()));
      default -> deployment(seen.deployments().get(external.name()));
    };
  }

  private static Outcome build(BuildExecution build) {
    if (build == null) {
      return null;
    }
    var status = build.getStatus();
    if (status == null || status.buildStatus() == null) {
      return running("build accepted");
    }
    if (status.buildStatus() == BuildState.IN_PROGRESS) {
      return running(
          status.waitingFor() == null ? "" + status.currentPhase() : status.waitingFor());
    }
    if (status.buildStatus() == BuildState.SUCCEEDED) {
      var blob =
          status.artifacts().stream()
              .map(a -> new Blob(a.digest(), a.size()))
              .findFirst()
              .orElse(null);
      return new Outcome(
          ActionExecutionState.Succeeded,
          null,
          "build succeeded",
          status.exportedVariables(),
          blob);
    }
    return failed("JobFailed", reason(status));
  }

  private static String reason(BuildExecutionStatus status) {
    return status.phases().stream()
        .flatMap(
            p ->
                p.contexts().stream()
                    .map(c -> p.type() + ": " + c.statusCode() + ": " + c.message()))
        .findFirst()
        .orElseGet(() -> message(status.conditions(), "build " + status.buildStatus()));
  }

  private static Outcome deployment(DeploymentExecution deployment) {
    if (deployment == null) {
      return null;
    }
    var status = deployment.getStatus();
    if (status == null || status.status() == null) {
      return running("deployment accepted");
    }
    return switch (status.status()) {
      case Succeeded ->
          new Outcome(
              ActionExecutionState.Succeeded,
              null,
              "deployment succeeded",
              Map.of("DeploymentId", deployment.getMetadata().getName()),
              null);
      case Failed, Stopped ->
          failed(
              "JobFailed",
              status.error() == null
                  ? message(status.conditions(), "deployment " + status.status())
                  : status.error().code() + ": " + status.error().message());
      case Created, Queued, InProgress, Ready -> running("deployment " + status.status());
    };
  }

  private static String message(List<Condition> conditions, String otherwise) {
    return Conditions.find(conditions, Conditions.SUCCEEDED)
        .map(Condition::getMessage)
        .filter(m -> !m.isEmpty())
        .orElse(otherwise);
  }

  private static Outcome running(String summary) {
    return new Outcome(ActionExecutionState.InProgress, null, summary, Map.of(), null);
  }

  private static Outcome failed(String code, String summary) {
    return new Outcome(ActionExecutionState.Failed, code, summary, Map.of(), null);
  }
}
