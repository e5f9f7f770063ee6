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

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    var all = endpoints.of(PackageFormat.nuget);
    if (all.isEmpty()) {
      return Rendering.NONE;
    }
    var first = all.getFirst();
    var index =
        first.urls().get(PackageFormat.nuget) + PackageAccess.clientPath(PackageFormat.nuget);
    return Rendering.file(
        FILE,
        """
        <?xml version="1.0" encoding="utf-8"?>
        <configuration>
          <config>
            <add key="defaultPushSource" value="%1$s" />
          </config>
          <packageSources>
            <clear />
            <add key="slipway" value="%1$s" protocolVersion="3" allowInsecureConnections="true" />
          </packageSources>
          <packageSourceCredentials>
            <slipway>
              <add key="Username" value="%2$s" />
              <add key="ClearTextPassword" value="%3$s" />
            </slipway>
          </packageSourceCredentials>
        </configuration>
        """
            .formatted(index, USER, token));
  }
}
