package dev.slipway.packages.upstream;

import dev.slipway.packages.upstream.Destinations.Resolver;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where a domain may have something sent: to any address of the cluster or outside that somebody
 * else answers at, and not to the metadata of a cloud, links of the node or this server's own host.
 * Names are resolved anew for each request; what {@link Destinations} says of changing names counts
 * here too.
 */
public final class Receivers {

  private Receivers() {}

  /**
   * Says why nothing is sent to an address; empty when it may be.
   *
   * @throws UnknownHostException when the host's name is not known
   */
  public static Optional<String> problem(URI at, Resolver resolver) throws IOException {
    for (var address : resolver.resolve(at.getHost().replaceAll("^\\[|\\]$", ""))) {
      var problem = AddressRules.problemInside(address);
      if (problem.isPresent()) {
        return Optional.of(
            "its host is at " + address.getHostAddress() + ", which is " + problem.get());
      }
    }
    return Optional.empty();
  }
}
