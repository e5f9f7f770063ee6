package dev.slipway.packages.threat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Publication;
import dev.slipway.packages.TestDomain;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pages and scripts in packages, and somebody who opens them with a browser. */
final class BrowserTest {

  private static final byte[] SCRIPT =
      "<html><script>alert(1)</script></html>".getBytes(StandardCharsets.UTF_8);

  @RegisterExtension final TestDomain domain = TestDomain.hosting("libs");

  private static void harmless(HttpResponse<String> answer) {
    var headers = answer.headers();
    assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'")
        .contains("sandbox");
  }

  @Test
  void storedPagesAreSavedAndNotShown() throws Exception {
    var generic = domain.server().url("libs", "generic") + "org/tool/1/page.html";
    assertThat(domain.send(Publication.put(generic, SCRIPT)).statusCode()).isEqualTo(201);
    var answer = domain.send(Publication.get(generic));
    harmless(answer);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(answer.headers().firstValue("Content-Disposition")).contains("attachment");
    var posted =
        domain.send(
            HttpRequest.newBuilder(URI.create(generic).resolve("/store/blobs"))
                .header("Authorization", "Bearer writer")
                .POST(HttpRequest.BodyPublishers.ofByteArray(SCRIPT))
                .build());
    var digest = posted.body().replaceAll(".*(sha256:[0-9a-f]{64}).*", "$1");
    var blob =
        domain.send(
            Publication.get(URI.create(generic).resolve("/store/blobs/" + digest).toString()));
    assertThat(blob.body()).contains("alert");
    harmless(blob);
    assertThat(blob.headers().firstValue("Content-Disposition")).contains("attachment");
  }

  @Test
  void whatIsSaidOfAPackageRunsNowhere() throws Exception {
    var wheel = Publication.wheel("tool", "1.0", "x");
    assertThat(
            domain
                .send(
                    Publication.pypi(
                        domain.server().url("libs", "pypi"),
                        "tool",
                        "1.0",
                        "tool-1.0-py3-none-any.whl",
                        wheel))
                .statusCode())
        .isEqualTo(200);
    var page = domain.get("libs", "pypi", "simple/tool/");
    harmless(page);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    var evil = "%3Cscript%3Ealert(1)%3C%2fscript%3E";
    for (var path :
        List.of("generic/a/" + evil + "/1/a", "npm/" + evil, "maven/a/b/c/" + evil, "go/" + evil)) {
      var answer =
          domain.send(
              Publication.get(
                  domain.server().url("libs", "generic").replace("generic/", "") + path));
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).doesNotContain("html");
      harmless(answer);
    }
  }

  @Test
  void alsoFailuresAreHarmlessAndNobodyKeepsThem() throws Exception {
    for (var path : List.of("/nothing", "/repositories/none/generic/a", "/%2e%2e")) {
      var answer =
          RawHttp.ask(
              domain.server().port(), RawHttp.request("GET", path, "Authorization: Bearer writer"));
      assertThat(answer.text())
          .contains("X-Content-Type-Options: nosniff")
          .contains("Content-Security-Policy:")
          .contains("Cache-Control: no-store");
    }
  }
}
