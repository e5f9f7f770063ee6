package dev.slipway.runner.clients;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * The file of credentials by host, for pip, uv, poetry and curl: so no token stands in an address,
 * and none in a log or lock file. What the user has had of it is taken over. Source: GNU inetutils,
 * the .netrc file.
 */
public final class Netrc implements Client {

  static final String FILE = "config/netrc";

  @Override
  public Rendering render(Endpoints endpoints, String place, String token) {
    if (endpoints.all().isEmpty()) {
      return Rendering.NONE;
    }
    var lines =
        endpoints.hosts().stream()
            .map(h -> "machine " + h + " login " + USER + " password " + token + "\n")
            .collect(Collectors.joining());
    return Rendering.file(FILE, lines)
        .linked("$HOME/.netrc", FILE)
        .with(Map.of("NETRC", place + "/" + FILE));
  }
}
