package dev.slipway.packages.http;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The addresses by which clients outside the cluster reach this server, through something that
 * speaks TLS or has a path of its own. Documents name addresses, and what arrives here does not
 * tell them; headers that could be forged are not asked. Thread-safe.
 */
public final class OuterAddresses {

  private static final String TLS = "https";
  private static final Map<String, String> USUAL_PORTS = Map.of("http", ":80", TLS, ":443");

  private volatile Map<String, String> byHost = Map.of();

  /**
   * Takes these from now on, in place of others.
   *
   * @param urls as {@code https://packages.example.com}, perhaps with a path; of two with one host
   *     the first counts
   */
  public void set(List<String> urls) {
    var next = new HashMap<String, String>();
    for (var url : urls) {
      var uri = URI.create(url);
      next.putIfAbsent(host(uri.getScheme(), uri.getRawAuthority()), url.replaceAll("/+$", ""));
    }
    byHost = Map.copyOf(next);
  }

  /**
   * The address of the server as the client wrote it, without a slash at the end.
   *
   * @param scheme of the request as it arrived here
   * @param authority that the client asked: the header Host
   */
  public String root(String scheme, String authority) {
    var known = byHost;
    var secure = known.get(host(TLS, authority));
    if (secure != null) {
      return secure;
    }
    return known.getOrDefault(host(scheme, authority), scheme + "://" + authority);
  }

  /** A host without the port that its scheme has anyway. */
  private static String host(String scheme, String authority) {
    var text = String.valueOf(authority).toLowerCase(Locale.ROOT);
    var usual = USUAL_PORTS.getOrDefault(scheme, "");
    return !usual.isEmpty() && text.endsWith(usual)
        ? text.substring(0, text.length() - usual.length())
        : text;
  }
}
