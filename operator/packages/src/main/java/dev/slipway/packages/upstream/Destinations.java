package dev.slipway.packages.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a remote may be led by redirects and by addresses in its documents: to its own host, which
 * an administrator chose; to hosts that are allowed by name; and to others when none of their
 * addresses is one that only this cluster or machine means something with. From https nobody is led
 * to http. Thread-safe.
 *
 * <p>A client resolves a name itself when it connects, so that the address cannot be handed to it.
 * The JDK keeps an answer for 30 seconds; {@link Outbound} asks before it sends and again when the
 * answer is there, so a name that changes its meaning in between gives nothing away.
 *
 * @param allowedHosts names, or {@code *.name} for all below one
 */
public record Destinations(List<String> allowedHosts, Resolver resolver) {

  /** Finds the addresses of a host. */
  public interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /** Nothing beyond the rules. */
  public static final Destinations STRICT = new Destinations(List.of());

  private static final String BELOW = "*.";

  public Destinations {
    allowedHosts = allowedHosts.stream().map(h -> h.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * Rules that are wider by some hosts.
   *
   * @param allowedHosts names, or {@code *.name} for all below one
   */
  public Destinations(List<String> allowedHosts) {
    this(allowedHosts, InetAddress::getAllByName);
  }

  /**
   * Says why an address is not asked; empty when it is.
   *
   * @param remote address of the remote
   * @param from where the address was found: the remote, or what redirected
   * @throws IOException when the host's name is not known
   */
  Optional<String> problem(URI remote, URI from, URI at) throws IOException {
    if (!"http".equals(at.getScheme()) && !"https".equals(at.getScheme())) {
      return Optional.of("it is no address of HTTP");
    }
    if (at.getHost() == null) {
      return Optional.of("it names no host");
    }
    if ("http".equals(at.getScheme()) && "https".equals(from.getScheme())) {
      return Optional.of("it leads from https to http");
    }
    if (Addresses.climbs(at)) {
      return Optional.of("its path climbs");
    }
    var host = at.getHost().toLowerCase(Locale.ROOT);
    if (host.equalsIgnoreCase(remote.getHost())
        || allowedHosts.stream().anyMatch(a -> is(a, host))) {
      return Optional.empty();
    }
    if (AddressRules.local(host)) {
      return Optional.of("the name of its host means something only inside a cluster");
    }
    for (var address : resolver.resolve(literal(host))) {
      var problem = AddressRules.problem(address);
      if (problem.isPresent()) {
        return Optional.of(
            "its host is at " + address.getHostAddress() + ", which is " + problem.get());
      }
    }
    return Optional.empty();
  }

  private static boolean is(String allowed, String host) {
    return allowed.startsWith(BELOW)
        ? host.endsWith(allowed.substring(1))
        : Objects.equals(allowed, host);
  }

  private static String literal(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
