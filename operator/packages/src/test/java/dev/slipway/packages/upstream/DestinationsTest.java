package dev.slipway.packages.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a remote is led, and where not. */
final class DestinationsTest {

  private static final Map<String, List<String>> NAMES =
      Map.of(
          "files.example.org", List.of("1.1.1.1", "2606:4700::1111"),
          "half.example.org", List.of("1.1.1.1", "10.0.0.7"),
          "inside.example.org", List.of("10.0.0.7"),
          "metadata.example.org", List.of("169.254.169.254"));

  private static final Destinations DESTINATIONS =
      new Destinations(List.of("Mirror.example.org", "*.cdn.example.org"), DestinationsTest::ask);

  private static InetAddress[] ask(String host) throws UnknownHostException {
    if (!NAMES.containsKey(host)) {
      throw new UnknownHostException(host);
    }
    var found = NAMES.get(host);
    var addresses = new InetAddress[found.size()];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = InetAddress.ofLiteral(found.get(i));
    }
    return addresses;
  }

  private static String problem(String remote, String at) throws IOException {
    var base = URI.create(remote);
    return DESTINATIONS.problem(base, base, URI.create(at)).orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "https://index.example.org/simple, https://index.example.org/x",
    "https://index.example.org/simple, https://INDEX.example.org:8443/x",
    "https://index.example.org/simple, https://files.example.org/x",
    "http://index.example.org/simple, https://files.example.org/x",
    "http://index.example.org/simple, http://files.example.org/x",
    "http://10.0.0.5:8081/npm, http://10.0.0.5:8081/x",
    "http://10.0.0.5:8081/npm, http://10.0.0.5:9000/x",
    "http://nexus:8081/npm, http://nexus:8081/x",
    "https://index.example.org, https://mirror.example.org/x",
    "https://index.example.org, https://a.b.cdn.example.org/x"
  })
  void goes(String remote, String at) throws IOException {
    assertThat(problem(remote, at)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://index.example.org, http://files.example.org/x, from https to http",
    "https://index.example.org, http://index.example.org/x, from https to http",
    "https://index.example.org, ftp://files.example.org/x, no address of HTTP",
    "https://index.example.org, file:///etc/passwd, no address of HTTP",
    "https://index.example.org, https:///x, names no host",
    "https://index.example.org, https://2130706433/x, only inside",
    "https://index.example.org, https://0x7f.1/x, names no host",
    "https://index.example.org, https://half.example.org/x, at 10.0.0.7",
    "https://index.example.org, https://inside.example.org/x, private",
    "https://index.example.org, https://metadata.example.org/x, metadata",
    "https://index.example.org, https://cdn.example.org.evil.svc/x, only inside",
    "https://index.example.org, https://kubernetes/x, only inside",
    "https://index.example.org/a, https://index.example.org/a/../b, climbs",
    "https://index.example.org/a, https://index.example.org/a/%2e%2E/b, climbs",
    "https://index.example.org/a, https://index.example.org/a/..%2fb, climbs",
    "https://index.example.org/a, https://index.example.org/a/..;x/b, climbs",
    "http://10.0.0.5, http://inside.example.org/x, private",
    "http://nexus, http://kubernetes.default.svc/x, only inside"
  })
  void doesNotGo(String remote, String at, String why) throws IOException {
    assertThat(problem(remote, at)).contains(why);
  }

  @Test
  void whatIsWrittenAsAnAddressIsJudgedAsOne() throws IOException {
    var strict = Destinations.STRICT;
    var remote = URI.create("http://index.example.org");
    for (var at :
        List.of(
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:a00:1]/",
            "http://10.1.1.1:80/")) {
      assertThat(strict.problem(remote, remote, URI.create(at))).as(at).isPresent();
    }
    assertThat(strict.problem(remote, remote, URI.create("http://[2606:4700::1111]/"))).isEmpty();
  }

  @Test
  void aHostThatNobodyKnowsIsATrouble() {
    assertThatThrownBy(() -> problem("https://index.example.org", "https://no.example.org/"))
        .isInstanceOf(UnknownHostException.class);
  }
}
