package dev.slipway.core.build;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.v1alpha1.Blob;
import dev.slipway.api.v1alpha1.BuildArtifact;
import dev.slipway.api.v1alpha1.BuildDependencies;
import dev.slipway.api.v1alpha1.BuildPhase;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.api.v1alpha1.BuiltImage;
import java.util.List;
import java.util.Map;

/**
 * All that a runner knows of its build, whole every time: the newest report replaces older ones, so
 * a lost or repeated one does no harm. Sent as {@code PUT
 * {operatorUrl}/v1/builds/{namespace}/{name}} with the pod's token, and in a short form (without
 * image requests, at most 4096 bytes) as the runner's termination message.
 *
 * @param sequence rises with every change of the report
 * @param state IN_PROGRESS until the end
 * @param phases from DOWNLOAD_SOURCE on
 * @param resolvedSourceVersion the commit that was checked out
 * @param exportedVariables known once POST_BUILD has ended
 * @param artifacts output artifacts in the store
 * @param images images that were pushed so far
 * @param log the whole masked log in the store, at the end
 * @param dependencies what the build pulled of packages, at the end; null where it uses none
 * @param imageRequests images that the commands ask for; each waits for its answer
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildReport(
    long sequence,
    BuildState state,
    List<BuildPhase> phases,
    String resolvedSourceVersion,
    Map<String, String> exportedVariables,
    List<BuildArtifact> artifacts,
    List<BuiltImage> images,
    Blob log,
    BuildDependencies dependencies,
    List<ImageRequest> imageRequests) {

  public BuildReport {
    phases = phases == null ? List.of() : List.copyOf(phases);
    exportedVariables = exportedVariables == null ? Map.of() : Map.copyOf(exportedVariables);
    artifacts = artifacts == null ? List.of() : List.copyOf(artifacts);
    images = images == null ? List.of() : List.copyOf(images);
    imageRequests = imageRequests == null ? List.of() : List.copyOf(imageRequests);
  }

  /**
   * The operator's answer to a report.
   *
   * @param imageResults answers to the image requests that have ended
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Answer(List<ImageResult> imageResults) {
    public Answer {
      imageResults = imageResults == null ? List.of() : List.copyOf(imageResults);
    }
  }
}
