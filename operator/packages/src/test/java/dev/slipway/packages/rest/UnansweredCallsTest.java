package dev.slipway.packages.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.identity.Unanswered;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API while the API server says neither who calls nor what they may. */
final class UnansweredCallsTest {

  @TempDir Path folder;

  private record Silent(boolean knows) implements Access {
    @Override
    public Optional<Caller> caller(String header) {
      if (!knows) {
        throw new Unanswered("the API server does not say");
      }
      return Optional.of(new Caller("ann", "", List.of()));
    }

    @Override
    public boolean mayUse(Caller caller, String verb, String repository) {
      throw new Unanswered("the API server does not say");
    }

    @Override
    public boolean mayUseStore(Caller caller, String domain) {
      throw new Unanswered("the API server does not say");
    }

    @Override
    public boolean mayAdminister(Caller caller, String verb, String domain) {
      throw new Unanswered("the API server does not say");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCallMayBeTriedAgainWhenNobodyKnowsWhetherItIsAllowed(boolean knows) throws Exception {
    try (var server = new TestServer(folder, new Silent(knows), Map.of()).hosted("libs");
        var client = HttpClient.newHttpClient()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(server.url() + "/api/v1/repositories/libs/packages"))
                  .header("Authorization", "Bearer t")
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(answer.body()).contains("the API server does not say");
      client.shutdownNow();
    }
  }
}
