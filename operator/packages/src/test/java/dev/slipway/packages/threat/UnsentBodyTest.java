package dev.slipway.packages.threat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nobody who waits to be asked for a body is asked for one that is refused anyway: it may have
 * gigabytes. Source: RFC 9110 section 10.1.1.
 */
final class UnsentBodyTest {

  private static final String GENERIC = "/repositories/libs/generic/org/tool/1.0/a";
  private static final String MAVEN = "/repositories/libs/maven/org/tool/1.0/tool-1.0.jar";

  @TempDir Path folder;
  private TestServer server;
  private Api api;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder).hosted("base").hosted("libs", "base");
    api = new Api(server.address(), "writer");
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  /** The first line that comes while the body has not been sent. */
  private RawHttp.Answer announced(String path, long length) throws IOException {
    return RawHttp.ask(
        server.port(),
        RawHttp.request(
            "PUT",
            path,
            "Authorization: Bearer writer",
            "Expect: 100-continue",
            "Content-Length: " + length));
  }

  private void refused(String path, long length, int status, String why) throws IOException {
    var answer = announced(path, length);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.answers()).isEqualTo(1);
    assertThat(answer.text()).contains(why);
  }

  @Test
  void ofAFileThatIsThereWithAnotherSize() throws IOException {
    for (var path : new String[] {GENERIC, MAVEN}) {
      assertThat(api.send("PUT", path, "abc").status()).isEqualTo(201);
      refused(path, 4_000_000_000L, 409, "other content");
      assertThat(announced(path, 3).status()).as("it may be the same").isEqualTo(100);
    }
  }

  @Test
  void ofAVersionThatAnUpstreamHas() throws IOException {
    assertThat(api.send("PUT", MAVEN.replace("libs", "base"), "abc").status()).isEqualTo(201);
    refused(MAVEN, 4_000_000_000L, 409, "is in base, an upstream of this repository");
  }

  @Test
  void ofAGoModuleWhoseAddressIsNone() throws IOException {
    var path = "/repositories/libs/go/x.test/m/@v/v1.0.0.zip";
    assertThat(announced(path, 10).status()).isEqualTo(100);
    assertThat(announced(path.replace(".zip", ".txt"), 10).status()).isEqualTo(400);
  }
}
