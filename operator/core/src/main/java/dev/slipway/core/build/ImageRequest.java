package dev.slipway.core.build;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.v1alpha1.Blob;
import java.util.List;
import java.util.Map;

/**
 * An image that the commands of a build ask for ({@code docker build}).
 *
 * @param id number of the request in its build, from 1
 * @param context the build context: a gzipped tar in the artifact store
 * @param dockerfile path of the Dockerfile in the context
 * @param destinations names with registry and tag to push to; at least one
 * @param buildArgs values of ARG lines
 * @param target stage to build; the last one where absent
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ImageRequest(
    int id,
    Blob context,
    String dockerfile,
    List<String> destinations,
    Map<String, String> buildArgs,
    String target) {

  public ImageRequest {
    destinations = destinations == null ? List.of() : List.copyOf(destinations);
    buildArgs = buildArgs == null ? Map.of() : Map.copyOf(buildArgs);
  }
}
