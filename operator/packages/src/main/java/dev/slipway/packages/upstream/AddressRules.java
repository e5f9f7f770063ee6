package dev.slipway.packages.upstream;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses nobody outside may lead this server to. Source: IANA special-purpose address
 * registries; RFC 6890, 6598, 4193, 6052, 3056; the metadata addresses of clouds.
 */
final class AddressRules {

  private static final String METADATA = "of a cloud's metadata";

  private static final List<Network> NETWORKS =
      List.of(
          new Network("0.0.0.0/8", "of this host"),
          new Network("10.0.0.0/8", "private"),
          new Network("100.100.100.200/32", METADATA),
          new Network("100.64.0.0/10", "shared by providers, and of pods"),
          new Network("127.0.0.0/8", "loopback"),
          new Network("168.63.129.16/32", METADATA),
          new Network("169.254.0.0/16", "link-local, and of clouds' metadata"),
          new Network("172.16.0.0/12", "private"),
          new Network("192.0.0.0/24", "of protocols"),
          new Network("192.168.0.0/16", "private"),
          new Network("198.18.0.0/15", "of benchmarks"),
          new Network("224.0.0.0/4", "multicast"),
          new Network("240.0.0.0/4", "reserved"),
          new Network("::/96", "of this host"),
          new Network("64:ff9b:1::/48", "translated in private"),
          new Network("100::/64", "discarded"),
          new Network("2001::/23", "of protocols"),
          new Network("fd00:ec2::254/128", METADATA),
          new Network("fc00::/7", "private"),
          new Network("fe80::/10", "link-local"),
          new Network("fec0::/10", "private"),
          new Network("ff00::/8", "multicast"));

  /** What is only in this cluster or house, and of no danger by itself. */
  private static final Set<String> INSIDE = Set.of("private", "shared by providers, and of pods");

  /** IPv6 addresses that carry one of IPv4, and where in their bytes. */
  private static final List<Carrier> CARRIERS =
      List.of(
          new Carrier(new Network("64:ff9b::/96", "translated"), 12),
          new Carrier(new Network("2002::/16", "6to4"), 2));

  private static final List<String> NAMES_OF_CLUSTERS = List.of(".svc", ".cluster.local");
  private static final int IPV4_BYTES = 4;

  private AddressRules() {}

  private record Carrier(Network network, int at) {}

  /** A range of addresses: its first one, and how many bits all have in common. */
  private record Network(String text, String what) {
    boolean has(byte[] address) {
      int slash = text.indexOf('/');
      var first = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
      int bits = Integer.parseInt(text.substring(slash + 1));
      if (first.length != address.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i % Byte.SIZE);
        if ((first[i / Byte.SIZE] & mask) != (address[i / Byte.SIZE] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * Says why an address is not for strangers to lead to; empty when it may be used. An IPv4 address
   * inside one of IPv6 counts as what it is.
   */
  static Optional<String> problem(InetAddress address) {
    var bytes = address.getAddress();
    for (var carrier : CARRIERS) {
      if (carrier.network().has(bytes)) {
        return problem(Arrays.copyOfRange(bytes, carrier.at(), carrier.at() + IPV4_BYTES));
      }
    }
    return problem(bytes);
  }

  /**
   * Says why an address is not asked even where somebody of this cluster chose it; empty when it
   * may be: what is private is his own.
   */
  static Optional<String> problemInside(InetAddress address) {
    return problem(address).filter(what -> !INSIDE.contains(what));
  }

  private static Optional<String> problem(byte[] bytes) {
    return NETWORKS.stream().filter(n -> n.has(bytes)).map(Network::what).findFirst();
  }

  /**
   * Whether a name means something only inside a cluster or a house: it has no dot, or is local.
   */
  static boolean local(String host) {
    var name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    return (name.indexOf('.') < 0 && name.indexOf(':') < 0)
        || NAMES_OF_CLUSTERS.stream().anyMatch(name::endsWith);
  }
}
