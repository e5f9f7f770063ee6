package dev.slipway.packages.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.packages.Api;
import dev.slipway.packages.TestDomain;
import dev.slipway.packages.npm.NpmArchive;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the API tells of what has happened. */
final class RecordedCallsTest {

  private static final String TOOL = "repositories/libs/packages/generic/org/tool";

  @RegisterExtension final TestDomain domain = TestDomain.hosting("libs", "prod");
  private Api api;

  @BeforeEach
  void start() {
    api = domain.api();
  }

  private static List<String> texts(JsonNode list, String field) {
    return list.findValuesAsText(field);
  }

  @Test
  void everyKindOfChangeIsAnEventWithWhoAndWhy() throws IOException {
    NpmArchive.publish(api, "libs", "demo", "1.0.0", "");
    var path = "repositories/libs/packages/npm/-/demo";
    api.post(path + "/versions:status", "{\"versions\":[\"1.0.0\"],\"targetStatus\":\"Archived\"}");
    api.post(
        "repositories/prod/packages/npm/-/demo/versions:copy",
        "{\"sourceRepository\":\"libs\",\"versions\":[\"1.0.0\"]}");
    api.send(
        "PUT",
        "/api/v1/" + path + "/origin",
        "{\"restrictions\":{\"publish\":\"BLOCK\",\"upstream\":\"BLOCK\"}}");
    api.post(path + "/versions:dispose", "{\"versions\":[\"1.0.0\"]}");
    api.post(path + "/versions:delete", "{\"versions\":[\"1.0.0\"]}");
    api.send("DELETE", "/api/v1/" + path, null);
    assertThat(api.events(7)).hasSize(7);
    var events = api.get("events").at("/events");
    assertThat(texts(events, "cause"))
        .containsExactly("Publish", "Status", "Copy", "Origin", "Dispose", "Delete", "Delete");
    assertThat(texts(events, "packageVersionState"))
        .containsExactly("Published", "Archived", "Archived", "Disposed", "Deleted");
    assertThat(texts(events, "user")).containsOnly("writer");
    assertThat(texts(events, "id")).doesNotHaveDuplicates();
    assertThat(events.at("/0/detail/domainOwner").asText()).isEqualTo("team");
    assertThat(texts(api.get("events?repository=prod").at("/events"), "cause"))
        .containsExactly("Copy");
    assertThat(api.get("events?max=0").at("/last").asLong()).isEqualTo(7);
    var gone = api.get("events?after=100");
    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.at("/last").asLong()).isEqualTo(7);
    domain.restart();
    assertThat(domain.api().get("events").at("/events")).isEqualTo(events);
  }

  @Test
  void whoPulledWhatIsKnownByPodAndAsABillOfMaterials() throws IOException {
    NpmArchive.publish(api, "libs", "demo", "1.0.0", "");
    api.put("libs/org/tool/1/a", "one");
    api.put("libs/org/tool/2/b", "two");
    var pod = api.as("pod:build-1");
    pod.send("GET", "/repositories/libs/generic/org/tool/1/a", null);
    pod.send("GET", "/repositories/libs/generic/org/tool/2/b", null, "Range", "bytes=0-0");
    pod.send("GET", "/repositories/libs/npm/demo/-/demo-1.0.0.tgz", null);
    pod.send("HEAD", "/repositories/libs/generic/org/tool/1/a", null);
    pod.send("GET", "/repositories/libs/generic/org/tool/1/none", null);
    api.get(TOOL + "/versions/1/assets/a");
    var pulls = api.get("pulls?pod=build-1").at("/pulls");
    assertThat(texts(pulls, "asset")).containsExactly("a", "b", "demo-1.0.0.tgz");
    assertThat(pulls.at("/0/podUid").asText()).isEqualTo("uid-of-build-1");
    assertThat(pulls.at("/0/user").asText()).isEqualTo("system:serviceaccount:team:build");
    assertThat(texts(api.get("pulls?package=/generic/org/tool").at("/pulls"), "user"))
        .containsExactly(
            "system:serviceaccount:team:build", "system:serviceaccount:team:build", "writer");
    var page = api.get("pulls?max=2");
    assertThat(page.at("/pulls")).hasSize(2);
    assertThat(api.get("pulls?after=" + page.at("/nextToken").asText()).at("/pulls")).hasSize(2);
    assertThat(api.get("pulls?from=yesterday").status()).isEqualTo(400);
    assertThat(api.get("pulls?package=demo").status()).isEqualTo(400);
    assertThat(api.as("may:update").get("pulls").status()).isEqualTo(403);
    var bill =
        api.send(
            "GET", "/api/v1/pulls?pod=build-1", null, "Accept", "application/vnd.cyclonedx+json");
    assertThat(bill.type()).startsWith("application/vnd.cyclonedx+json");
    assertThat(texts(bill.at("/components"), "purl"))
        .containsExactly("pkg:generic/org/tool@1", "pkg:generic/org/tool@2", "pkg:npm/demo@1.0.0");
  }
}
