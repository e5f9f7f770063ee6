package dev.slipway.packages.threat;

import static dev.slipway.testkit.upstream.ScriptedUpstream.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestDomain;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A remote that leads the server to what only the server can reach: by redirects, and by every
 * address that stands in a document of its format.
 */
final class LedAwayTest {

  private static final String WHEEL = "tool-1.0-py3-none-any.whl";

  @RegisterExtension final TestDomain domain = new TestDomain(TestServer::remoteOfEach);
  private final ScriptedUpstream upstream = domain.upstream();

  private HttpResponse<String> get(String format, String path) throws Exception {
    return domain.get(format, format, path);
  }

  private void refused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
    assertThat(answer.body()).contains("is led to");
  }

  static Stream<String> inside() {
    return Stream.of(
        "http://127.0.0.2:%d/x",
        "http://localhost:%d/x",
        "http://[::1]:%d/x",
        "http://[::ffff:127.0.0.2]:%d/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/x",
        "http://kubernetes.default.svc/api",
        "http://2130706433:%d/x",
        "gopher://127.0.0.1:%d/x",
        "file:///etc/passwd");
  }

  @ParameterizedTest
  @MethodSource("inside")
  void nobodyIsLedInside(String template) throws Exception {
    try (var secret = new ServerSocket(0)) {
      var at = template.formatted(secret.getLocalPort());
      upstream
          .on("/org/example/tool/1/tool-1.jar", status(302, "Location", at))
          .on("/example.org/tool/@v/v1.0.0.zip", status(307, "Location", at))
          .has(
              "/tool",
              "application/json",
              """
              {"name":"tool","versions":{"1.0.0":{"name":"tool","version":"1.0.0",
               "dist":{"tarball":"%s"}}}}
              """
                  .formatted(at))
          .has(
              "/simple/tool/",
              "application/vnd.pypi.simple.v1+json",
              """
              {"files":[{"filename":"%s","url":"%s","hashes":{},"core-metadata":true}]}
              """
                  .formatted(WHEEL, at))
          .has(
              "/to/ol/tool",
              "text/plain",
              "{\"name\":\"tool\",\"vers\":\"1.0.0\",\"deps\":[],\"cksum\":\"00\"}\n")
          .has("/config.json", "application/json", "{\"dl\":\"" + at + "\"}");
      refused(get("maven", "org/example/tool/1/tool-1.jar"));
      refused(get("go", "example.org/tool/@v/v1.0.0.zip"));
      if (at.startsWith("http")) {
        refused(get("npm", "tool/-/tool-1.0.0.tgz"));
      } else {
        assertThat(get("npm", "tool/-/tool-1.0.0.tgz").statusCode())
            .as("only an address of HTTP is one")
            .isGreaterThanOrEqualTo(404);
      }
      refused(get("pypi", "files/tool/1.0/" + WHEEL));
      refused(get("pypi", "files/tool/1.0/" + WHEEL + ".metadata"));
      refused(get("cargo", "api/v1/crates/tool/1.0.0/download"));
      secret.setSoTimeout(1);
      assertThat(accepted(secret)).as("connections").isFalse();
    }
  }

  @Test
  void noServiceOfNuGetAndNoPageLeadsInside() throws Exception {
    var services =
        """
        {"version":"3.0.0","resources":[
         {"@id":"%s","@type":"PackageBaseAddress/3.0.0"},
         {"@id":"%s","@type":"RegistrationsBaseUrl/3.6.0"}]}
        """;
    upstream
        .has(
            "/index.json",
            "application/json",
            services.formatted(upstream.url() + "/flat", upstream.url() + "/packages"))
        .has(
            "/packages/tool/index.json",
            "application/json",
            "{\"items\":[{\"@id\":\"http://10.0.0.1/page\"}]}");
    refused(get("nuget", "v3/flat/tool/index.json"));
    try (var other = new ScriptedUpstream()) {
      other.has(
          "/index.json",
          "application/json",
          services.formatted(other.url() + "/flat", "http://10.0.0.1/packages"));
      domain.server().remote("other", Format.nuget, other.url());
      refused(domain.get("other", "nuget", "v3/flat/tool/index.json"));
    }
  }

  private static boolean accepted(ServerSocket socket) {
    try (var _ = socket.accept()) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aBadAddressInOnePackageStopsNoOther() throws Exception {
    upstream
        .on("/org/example/tool/1/tool-1.jar", status(302, "Location", "http://10.0.0.1/x"))
        .has("/org/example/good/1/good-1.jar", "application/java-archive", "PK good");
    for (int i = 0; i < 8; i++) {
      refused(get("maven", "org/example/tool/1/tool-1.jar"));
    }
    assertThat(get("maven", "org/example/good/1/good-1.jar").body()).isEqualTo("PK good");
  }

  @Test
  void aRemoteMayLeadAboutOnItsOwnHost() throws Exception {
    try (var files = new ScriptedUpstream()) {
      files.has("/a", "application/java-archive", "PK there");
      upstream.on("/org/example/tool/1/tool-1.jar", status(302, "Location", files.url() + "/a"));
      assertThat(get("maven", "org/example/tool/1/tool-1.jar").body()).isEqualTo("PK there");
    }
  }

  @Test
  void redirectsEnd() throws Exception {
    upstream.on("/org/example/tool/1/tool-1.jar", status(302, "Location", "tool-1.jar"));
    assertThat(get("maven", "org/example/tool/1/tool-1.jar").statusCode()).isEqualTo(503);
    assertThat(upstream.count("/org/example/tool/1/tool-1.jar")).isEqualTo(4);
  }
}
