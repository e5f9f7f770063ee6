package dev.slipway.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** How the docker build lines of a buildspec are served, without a daemon and without privilege. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ImageBuildSpec(
    @JsonPropertyDescription("Kaniko or Buildah.") @Default("Kaniko") ImageEngine engine,
    @JsonPropertyDescription("Image of the engine; the operator's setting where absent.")
        @Size(min = 1, max = 1024)
        String image,
    @JsonPropertyDescription("Further flags for the engine, as it spells them.") @Size(max = 50)
        List<String> flags,
    @JsonPropertyDescription(
            "Secret of type kubernetes.io/dockerconfigjson for pushing and pulling.")
        LocalReference pushSecretRef,
    @JsonPropertyDescription(
            "Registries, as host or host:port, that are spoken to over plain HTTP.")
        @Size(max = 20)
        List<String> insecureRegistries) {
  public ImageBuildSpec {
    flags = flags == null ? List.of() : List.copyOf(flags);
    insecureRegistries = insecureRegistries == null ? List.of() : List.copyOf(insecureRegistries);
  }
}
