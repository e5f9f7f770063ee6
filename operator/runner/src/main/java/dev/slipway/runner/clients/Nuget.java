package dev.slipway.runner.clients;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.core.build.PackageAccess;

/**
 * NuGet: a file above the source, where NuGet looks after the project's own. All sources that a
 * user's own file names are left out, so that packages come from these repositories alone. Source:
 * NuGet, nuget.config reference.
 */
public final class Nuget implements Client {

  static final String FILE = "nuget.config";

  /** A source that is only pushed to: credentials for a push are those of a source. */
  private static final String PUSH = "slipway-push";

  private static final String ONLY_FIRST =
      """
        <packageSourceMapping>
          <packageSource key="slipway">
            <package pattern="*" />
          </packageSource>
        </packageSourceMapping>
      """;

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    var source = endpoints.source(PackageFormat.nuget).map(Nuget::index);
    if (source.isEmpty()) {
      return Rendering.NONE;
    }
    var target = endpoints.target(PackageFormat.nuget).map(Nuget::index);
    boolean apart = target.isPresent() && !target.equals(source);
    return Rendering.file(
        FILE,
        """
        <?xml version="1.0" encoding="utf-8"?>
        <configuration>
          <config>
            <add key="defaultPushSource" value="%s" />
          </config>
          <packageSources>
            <clear />
        %s  </packageSources>
          <packageSourceCredentials>
        %s  </packageSourceCredentials>
        %s</configuration>
        """
            .formatted(
                target.or(() -> source).orElseThrow(),
                source("slipway", source.get()) + (apart ? source(PUSH, target.get()) : ""),
                credentials("slipway", token) + (apart ? credentials(PUSH, token) : ""),
                apart ? ONLY_FIRST : ""));
  }

  private static String index(String url) {
    return url + PackageAccess.clientPath(PackageFormat.nuget);
  }

  private static String source(String name, String index) {
    return """
        <add key="%s" value="%s" protocolVersion="3" allowInsecureConnections="true" />
    """
        .formatted(name, index);
  }

  private static String credentials(String name, String token) {
    return """
        <%1$s>
          <add key="Username" value="%2$s" />
          <add key="ClearTextPassword" value="%3$s" />
        </%1$s>
    """
        .formatted(name, USER, token);
  }
}
