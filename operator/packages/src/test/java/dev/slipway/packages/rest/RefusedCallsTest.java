package dev.slipway.packages.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.TestDomain;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of the API that are not answered as they were meant, and why. */
final class RefusedCallsTest {

  private static final String TOOL = "repositories/libs/packages/generic/org/tool";

  @RegisterExtension static final TestDomain DOMAIN = TestDomain.hosting("libs");
  private static Api api;

  @BeforeAll
  static void start() {
    api = DOMAIN.api();
  }

  @ParameterizedTest
  @CsvSource({
    "reader, GET, '', 200",
    "reader, PUT, /origin, 403",
    "reader, POST, /versions:status, 403",
    "reader, POST, /versions:copy, 403",
    "reader, POST, /versions:dispose, 403",
    "reader, POST, /versions:delete, 403",
    "reader, DELETE, '', 403",
    "may:nothing, GET, '', 403",
    "may:update, POST, /versions:status, 400",
    "may:update, POST, /versions:dispose, 403",
    "may:dispose, POST, /versions:dispose, 400",
    "may:delete, POST, /versions:delete, 400",
    "may:delete, DELETE, '', 200",
    "may:copy, POST, /versions:copy, 403",
    "'may:copy,get', POST, /versions:copy, 404",
    "may:admin, PUT, /origin, 400",
    "writer, PATCH, '', 405",
    "writer, POST, /versions:other, 404",
    "nobody, GET, '', 401",
  })
  void whoMayDoWhat(String token, String method, String path, int status) {
    api.put("libs/org/tool/1/a", "one");
    var body =
        path.equals("/versions:copy")
            ? "{\"sourceRepository\": \"none\", \"versions\": [\"1\"]}"
            : method.equals("GET") ? null : "{}";
    var answer = api.as(token).send(method, "/api/v1/" + TOOL + path, body);
    assertThat(answer.status()).isEqualTo(status);
    if (status != 200) {
      assertThat(answer.type()).isEqualTo("application/problem+json");
      assertThat(answer.at("/status").asInt()).isEqualTo(status);
      assertThat(answer.at("/detail").asText()).isNotEmpty();
      assertThat(answer.at("/code").asText()).endsWith("Exception");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "versions:status | {\"versions\": [\"1\"]} | targetStatus is missing",
        "versions:status | {\"versions\": [\"1\"], \"targetStatus\": \"Gone\"} | write one of",
        "versions:status | {\"targetStatus\": \"Archived\"} | either versions or versionRevisions",
        "versions:delete | {\"versions\": [\"1\"], \"versionRevisions\": {\"1\": \"r\"}} | either",
        "versions:status | {\"versions\": [\"1\"], \"targetStatus\": \"Disposed\"} | Published, Unlisted or Archived",
        "versions:status | {\"versions\": [\"1\"], \"targetStatus\": \"Archived\", \"expectedStatus\": 1} | expectedStatus",
        "versions:delete | {\"versions\": [\"1\"], \"expectedStatus\": null} | expectedStatus",
        "versions:delete | {\"versions\": \"1\"} | versions is no array",
        "versions:delete | {\"versionRevisions\": [\"1\"]} | versionRevisions is no object",
        "versions:copy | {\"versions\": [\"1\"]} | sourceRepository is missing",
        "versions:copy | {\"sourceRepository\": [\"libs\"], \"versions\": [\"1\"]} | sourceRepository is missing",
        "versions:delete | {\"versions\": []} | name 1 to 100 versions",
        "versions:delete | {\"versions\": [1]} | no text",
        "versions:delete | {\"version\": [\"1\"]} | there is no field version",
        "versions:delete | [] | send a JSON object",
        "versions:delete | {\"versions\": | no JSON",
        "versions:delete | {\"versions\": [\"1\"], \"versions\": [\"2\"]} | no JSON",
        "versions:copy | {\"sourceRepository\": \"libs\", \"versions\": [\"1\"]} | itself",
      })
  void bodiesThatCannotBeUsedSayWhy(String call, String body, String message) {
    var answer = api.post(TOOL + "/" + call, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/detail").asText()).contains(message);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    var answer = api.post(TOOL + "/versions:delete", "{\"versions\": [\"" + "x".repeat(1 << 20));
    assertThat(answer.status()).isEqualTo(413);
  }

  @ParameterizedTest
  @CsvSource({
    "repositories/none/packages, 404",
    "repositories/libs, 404",
    "repositories/libs/packages/npm/-, 404",
    "repositories/libs/packages/rpm/-/x, 400",
    "repositories/libs/packages/maven/-/x, 400",
    "repositories/libs/packages/pypi/-/%2e%2e, 400",
    "repositories/libs/packages/npm/-/none, 404",
    "repositories/libs/packages/npm/-/none/versions, 404",
    "repositories/libs/packages/npm/-/none/versions/1/other, 404",
    "nothing, 404",
    "'', 404",
  })
  void pathsThatLeadNowhere(String path, int status) {
    assertThat(api.get(path).status()).isEqualTo(status);
  }
}
