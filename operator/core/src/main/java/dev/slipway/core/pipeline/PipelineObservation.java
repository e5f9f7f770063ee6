package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.PipelineSpec;
import java.util.List;
import java.util.Map;

/**
 * Everything that a pipeline's decisions rest on.
 *
 * @param executions all executions of the pipeline, in any order
 * @param builds BuildExecutions of those executions, by name
 * @param deployments DeploymentExecutions of those executions, by name
 * @param definitions kept definitions by ControllerRevision name
 * @param heads last sight of the source actions by name; none before the first look
 * @param triggers what is seen of the triggers, in their order; may be shorter
 */
public record PipelineObservation(
    Pipeline pipeline,
    List<PipelineExecution> executions,
    Map<String, BuildExecution> builds,
    Map<String, DeploymentExecution> deployments,
    Map<String, PipelineSpec> definitions,
    Map<String, SourceHead> heads,
    List<TriggerSight> triggers) {}
