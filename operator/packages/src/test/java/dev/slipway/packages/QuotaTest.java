package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Limits;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A domain whose files have at most 1,000 bytes, its versions 3 files, and all together 2,500. */
final class QuotaTest {

  @RegisterExtension
  final TestDomain domain =
      new TestDomain(
          folder -> new TestServer(folder, new Limits(1000, 3, 2500, Long.MAX_VALUE, null)),
          (server, _) -> server.hosted("libs"));

  private HttpResponse<String> send(String method, String format, String path, String body)
      throws Exception {
    return domain.send(
        HttpRequest.newBuilder(URI.create(domain.server().url("libs", format) + path))
            .header("Authorization", "Bearer writer")
            .method(method, BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> put(String format, String path, String body) throws Exception {
    return send("PUT", format, path, body);
  }

  private int put(String path, int size) throws Exception {
    return put("generic", path, "x".repeat(size)).statusCode();
  }

  @Test
  void aFileThatIsTooLargeIsRefusedInEveryFormatAndLeavesNothing() throws Exception {
    var large = "x".repeat(1001);
    var generic = put("generic", "org/tool/1/a", large);
    assertThat(generic.statusCode()).isEqualTo(413);
    assertThat(generic.body())
        .isEqualTo("the file has more than 1000 bytes, the most of a file here\n");
    assertThat(put("maven", "org/tool/1/tool-1.jar", large).statusCode()).isEqualTo(413);
    var data = Base64.getEncoder().encodeToString(large.getBytes(StandardCharsets.UTF_8));
    var npm =
        """
        {"name": "tool", "versions": {"1.0.0": {"name": "tool", "version": "1.0.0"}},
         "_attachments": {"tool-1.0.0.tgz": {"data": "%s"}}}
        """
            .formatted(data);
    assertThat(put("npm", "tool", npm).statusCode()).isEqualTo(413);
    try (var files = Files.walk(domain.folder().resolve("blobs"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
    try (var files = Files.walk(domain.folder().resolve("tmp"))) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void aRequestThatIsFarTooLargeIsRefusedBeforeItComes() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(domain.server().url("libs", "generic") + "org/tool/1/a"))
            .header("Authorization", "Bearer writer")
            .expectContinue(true)
            .PUT(BodyPublishers.ofByteArray(new byte[70 << 20]))
            .build();
    var answer = domain.send(request);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).startsWith("the request has 73400320 bytes");
  }

  @Test
  void aVersionHasSoManyFiles() throws Exception {
    for (var asset : new String[] {"a", "b", "c"}) {
      assertThat(put("org/tool/1/" + asset + "?unfinished=true", 10)).isEqualTo(201);
    }
    var refused = put("generic", "org/tool/1/d?unfinished=true", "x");
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body()).startsWith("version 1 has 3 files, and 3 are the most");
    assertThat(put("org/tool/1/a?unfinished=true", 10)).as("the same again").isEqualTo(200);
  }

  @Test
  void aFullDomainRefusesSaysHowToMendItAndTakesMoreOnceThereIsRoom() throws Exception {
    assertThat(put("org/tool/1/a", 1000)).isEqualTo(201);
    assertThat(put("org/tool/2/a", 999)).isEqualTo(201);
    var refused = put("generic", "org/tool/3/a", "x".repeat(502));
    assertThat(refused.statusCode()).isEqualTo(507);
    assertThat(refused.body())
        .isEqualTo(
            "the packages of this domain have 1999 of at most 2500 bytes, and this file has 502;"
                + " delete versions, or raise quotas.private of the Domain\n");
    assertThat(put("org/tool/1/a", 1000)).as("the same again").isEqualTo(200);
    assertThat(send("DELETE", "generic", "org/tool/1", "").statusCode()).isEqualTo(204);
    assertThat(put("org/tool/3/a", 502)).isEqualTo(201);
  }
}
