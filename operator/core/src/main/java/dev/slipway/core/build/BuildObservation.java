package dev.slipway.core.build;

import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.Repository;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/**
 * Everything that a build's decisions rest on.
 *
 * @param project null when there is none
 * @param pod the build pod; null when there is none
 * @param imagePods pods of image requests, by name
 * @param report the newest report, from the runner or from its termination message; null when none
 * @param repositories the repositories that the project names, by name; absent ones are left out
 * @param domains names of the namespace's domains
 * @param missing what the build refers to and what is not there: one sentence each
 * @param refused why the API server refused the build pod lately; null when it did not
 */
public record BuildObservation(
    BuildExecution build,
    BuildProject project,
    Pod pod,
    Map<String, Pod> imagePods,
    BuildReport report,
    Map<String, Repository> repositories,
    List<String> domains,
    List<String> missing,
    String refused) {}
