package dev.slipway.runner.clients;

import dev.slipway.api.v1alpha1.PackageFormat;
import java.net.URI;
import java.util.Map;

/**
 * Go, which sends credentials over TLS only: it asks the runner on the pod's own loopback, which
 * asks the package server in its place. The public checksum database does not know modules of one's
 * own; go.sum and the package server's own record of digests stand for it. Source: Go modules
 * reference, environment variables; GOAUTH.
 */
public final class Go implements Client {

  private final String door;

  /**
   * @param door address of a {@link LoopbackDoor}, without a slash at the end
   */
  public Go(String door) {
    this.door = door;
  }

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    return endpoints
        .source(PackageFormat.go)
        .map(
            url ->
                Rendering.variables(
                    Map.of(
                        "GOPROXY",
                        door + URI.create(url).getRawPath().replaceAll("/$", ""),
                        "GOSUMDB",
                        "off")))
        .orElse(Rendering.NONE);
  }
}
