package dev.slipway.core.build;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.v1alpha1.ArtifactPackaging;
import dev.slipway.api.v1alpha1.Blob;
import dev.slipway.api.v1alpha1.PackageFormat;
import java.util.List;
import java.util.Map;

/**
 * What the operator tells the runner of a build pod, as JSON in the environment variable {@link
 * #VARIABLE}. It holds no secret: those are mounted or come as variables of the runner.
 *
 * @param namespace namespace of the BuildExecution
 * @param name its name
 * @param uid its uid
 * @param project name of the BuildProject
 * @param buildNumber number of the build in its project, from 1
 * @param source where the source comes from
 * @param buildspec path in the source or, when it has more than one line, the whole text
 * @param projectVariables names of the variables that the project or the build sets (they win over
 *     the buildspec's); their values stand in the build container's environment already
 * @param secretVariables names of the variables whose values are masked; the runner finds each
 *     value in its own environment under {@link #SECRET_PREFIX} + name
 * @param variables variables that Slipway sets (CODEBUILD_…), without those the runner knows itself
 * @param artifactName name of the primary output artifact
 * @param packaging how the output artifact is stored
 * @param packages repositories whose client settings the commands get
 * @param imageBuild whether docker build lines are served
 * @param timeoutSeconds longest time for the phases
 * @param storeUrl base address of the artifact store, without a slash at the end
 * @param operatorUrl base address for reports, without a slash at the end
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BuildOrder(
    String namespace,
    String name,
    String uid,
    String project,
    long buildNumber,
    Source source,
    String buildspec,
    List<String> projectVariables,
    List<String> secretVariables,
    Map<String, String> variables,
    String artifactName,
    ArtifactPackaging packaging,
    List<PackageEndpoint> packages,
    boolean imageBuild,
    long timeoutSeconds,
    String storeUrl,
    String operatorUrl) {

  /** The runner's environment variable that holds the order. */
  public static final String VARIABLE = "SLIPWAY_BUILD_ORDER";

  /** Prefix of the runner's environment variables that hold values to mask. */
  public static final String SECRET_PREFIX = "SLIPWAY_SECRET_";

  /** The runner's environment variable that holds the uid of its pod. */
  public static final String POD_UID = "SLIPWAY_POD_UID";

  /** Audience of the runner's token for reports. */
  public static final String REPORT_AUDIENCE = "https://operator.slipway.dev";

  public BuildOrder {
    projectVariables = projectVariables == null ? List.of() : List.copyOf(projectVariables);
    secretVariables = secretVariables == null ? List.of() : List.copyOf(secretVariables);
    variables = variables == null ? Map.of() : Map.copyOf(variables);
    packages = packages == null ? List.of() : List.copyOf(packages);
  }

  /**
   * The source: a commit or branch of a Git repository, a stored blob, or neither (no source).
   *
   * @param url address of the Git repository
   * @param version branch, tag or commit; the remote's HEAD where absent
   * @param credentials whether Git credentials are mounted ({@code username} and {@code password},
   *     or {@code token})
   * @param ca whether a PEM bundle for the repository is mounted
   * @param blob an output artifact of an earlier action
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Source(String url, String version, boolean credentials, boolean ca, Blob blob) {}

  /**
   * A package repository for the commands.
   *
   * @param repository its name
   * @param hosted whether it can be published to
   * @param urls where it begins in each format that it serves, with a slash at the end
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record PackageEndpoint(
      String repository, boolean hosted, Map<PackageFormat, String> urls) {
    public PackageEndpoint {
      urls = urls == null ? Map.of() : Map.copyOf(urls);
    }
  }
}
