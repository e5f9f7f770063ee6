package dev.slipway.runner.clients;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.core.build.BuildOrder.PackageEndpoint;
import java.util.stream.Collectors;

/**
 * cargo 1.74 and newer: a file above the source, where cargo looks after the project's own; crates
 * of the public registry come from the first repository. Source: Cargo reference, configuration;
 * source replacement; registry authentication.
 */
public final class Cargo implements Client {

  static final String FILE = ".cargo/config.toml";

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    var all = endpoints.of(PackageFormat.cargo);
    if (all.isEmpty()) {
      return Rendering.NONE;
    }
    var target = all.stream().filter(PackageEndpoint::hosted).findFirst().orElse(all.getFirst());
    return Rendering.file(
        FILE,
        """
        [registry]
        global-credential-providers = ["cargo:token"]
        default = "%s"

        [source.crates-io]
        replace-with = "%s"
        """
                .formatted(target.repository(), all.getFirst().repository())
            + all.stream().map(e -> registry(e, token)).collect(Collectors.joining()));
  }

  private static String registry(PackageEndpoint endpoint, String token) {
    return """

        [registries."%s"]
        index = "sparse+%s"
        token = "%s"
        """
        .formatted(endpoint.repository(), endpoint.urls().get(PackageFormat.cargo), token);
  }
}
