package dev.slipway.runner.clients;

import dev.slipway.api.v1alpha1.PackageFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * npm, pnpm and Yarn 1: the settings of their user, into which what the user has had is taken over.
 * A project's own settings win. Yarn 1 has to be told to send the token for packages without a
 * scope, in words of which npm warns; so they stand in a file above the source, where only Yarn 1
 * looks. Source: npm, npmrc; Yarn 1, .npmrc.
 */
public final class Npm implements Client {

  static final String FILE = "config/npmrc";
  static final String OF_YARN = ".npmrc";

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    var source = endpoints.source(PackageFormat.npm);
    if (source.isEmpty()) {
      return Rendering.NONE;
    }
    var paths =
        endpoints.of(PackageFormat.npm).stream()
            .map(e -> e.urls().get(PackageFormat.npm).replaceFirst("^https?:", ""))
            .toList();
    var settings = "registry=" + source.get() + "\n" + lines(paths, ":_authToken=" + token);
    return Rendering.file(FILE, settings)
        .plus(Rendering.file(OF_YARN, lines(paths, ":always-auth=true")))
        .with(Map.of("NPM_CONFIG_USERCONFIG", place + "/" + FILE));
  }

  private static String lines(List<String> paths, String setting) {
    return paths.stream().map(path -> path + setting + "\n").collect(Collectors.joining());
  }
}
