package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The client that other tests trust is as strict as they think. */
final class NuGetClientTest {

  private static final String JSON = "application/json";
  private static final String PAGE =
      """
      {"count": 1, "commitTimeStamp": "2026-01-01T00:00:00Z", "items": [{"count": 1,
        "parent": "URL/r/a/index.json", "lower": "1.0.0", "upper": "1.0.0", "items": [
          {"@id": "URL/r/a/1.0.0.json", "packageContent": "URL/f/a/1.0.0/a.1.0.0.nupkg",
           "catalogEntry": {"@id": "URL/c", "id": "a", "version": "1.0.0", "listed": true,
             "published": "2026-01-01T00:00:00Z"}}]}]}
      """;

  private static NuGetClient client(ScriptedUpstream upstream, String index, String page)
      throws IOException, InterruptedException {
    upstream.has("/index.json", JSON, index.replace("URL", upstream.url()));
    upstream.has("/r/a/index.json", JSON, page.replace("URL", upstream.url()));
    return new NuGetClient(upstream.url() + "/index.json", null);
  }

  private static String index(String root) {
    return """
        {"version": "3.0.0", "resources": [
          {"@id": "%1$s/f/", "@type": "PackageBaseAddress/3.0.0"},
          {"@id": "%1$s/r/", "@type": "RegistrationsBaseUrl"}]}
        """
        .formatted(root);
  }

  @Test
  void whatIsWholeIsTaken() throws IOException, InterruptedException {
    try (var upstream = new ScriptedUpstream()) {
      assertThat(client(upstream, index("URL"), PAGE).registration(NuGetClient.PLAIN, "A"))
          .containsOnlyKeys("1.0.0");
    }
  }

  @Test
  void whatLacksSomethingIsNot() throws IOException, InterruptedException {
    try (var upstream = new ScriptedUpstream()) {
      for (var part :
          new String[] {
            "\"lower\"",
            "\"parent\"",
            "\"packageContent\"",
            "\"version\"",
            "\"listed\"",
            "\"published\"",
            "\"commitTimeStamp\"",
            "a.1.0.0.nupkg"
          }) {
        assertThat(PAGE).contains(part);
        var client =
            client(upstream, index("URL"), PAGE.replace(part, part.replaceFirst("[a-z]{2}", "x")));
        assertThatThrownBy(() -> client.registration(NuGetClient.PLAIN, "a"))
            .as(part)
            .isInstanceOf(AssertionError.class);
      }
      assertThatThrownBy(() -> client(upstream, index("http://127.0.0.1:1"), PAGE))
          .as("a place that is not below the index")
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> client(upstream, "{\"version\": \"3.0.0\"}", PAGE))
          .isInstanceOf(AssertionError.class);
    }
  }
}
