package dev.slipway.runner.clients;

import dev.slipway.api.v1alpha1.PackageFormat;
import java.util.stream.Collectors;

/**
 * Yarn 2 and newer: a file above the source, where Yarn looks after the project's own. Source:
 * Yarn, settings (.yarnrc.yml).
 */
public final class Yarn implements Client {

  static final String FILE = ".yarnrc.yml";

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    var source = endpoints.source(PackageFormat.npm);
    if (source.isEmpty()) {
      return Rendering.NONE;
    }
    var target = endpoints.target(PackageFormat.npm);
    return Rendering.file(
        FILE,
        "npmRegistryServer: \"%s\"\nnpmAlwaysAuth: true\nnpmAuthToken: \"%s\"\n"
                .formatted(source.get(), token)
            + target.map("npmPublishRegistry: \"%s\"\n"::formatted).orElse("")
            + "npmRegistries:\n"
            + endpoints.of(PackageFormat.npm).stream()
                .map(e -> e.urls().get(PackageFormat.npm).replaceFirst("^https?:", ""))
                .map(
                    path ->
                        "  \"%s\":\n    npmAlwaysAuth: true\n    npmAuthToken: \"%s\"\n"
                            .formatted(path.replaceAll("/$", ""), token))
                .collect(Collectors.joining())
            + plain(endpoints));
  }

  private static String plain(Endpoints endpoints) {
    var hosts = endpoints.plainHosts();
    return hosts.isEmpty()
        ? ""
        : hosts.stream()
            .map(h -> "  - \"" + h + "\"\n")
            .collect(Collectors.joining("", "unsafeHttpWhitelist:\n", ""));
  }
}
