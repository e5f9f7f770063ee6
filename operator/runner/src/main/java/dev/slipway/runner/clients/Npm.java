package dev.slipway.runner.clients;

import dev.slipway.api.v1alpha1.PackageFormat;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * npm, pnpm and Yarn 1: the settings of their user, into which what the user has had is taken over.
 * A project's own settings win. Source: npm, npmrc; Yarn 1, .npmrc.
 */
public final class Npm implements Client {

  static final String FILE = "config/npmrc";

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    var source = endpoints.source(PackageFormat.npm);
    if (source.isEmpty()) {
      return Rendering.NONE;
    }
    var tokens =
        endpoints.of(PackageFormat.npm).stream()
            .map(e -> e.urls().get(PackageFormat.npm).replaceFirst("^https?:", ""))
            .map(path -> path + ":_authToken=" + token + "\n" + path + ":always-auth=true\n")
            .collect(Collectors.joining());
    return Rendering.file(FILE, "registry=" + source.get() + "\n" + tokens)
        .with(Map.of("NPM_CONFIG_USERCONFIG", place + "/" + FILE));
  }
}
