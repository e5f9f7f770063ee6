package dev.slipway.controller;

import static dev.slipway.controller.TestOperator.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.Domain;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator hears of a package server, what it tells of that, and what it may not read. */
final class PackageEventsIT {

  @TempDir Path folder;
  private TestOperator operator;
  private TestPackages packages;

  @BeforeEach
  void begin() throws IOException {
    operator = new TestOperator(folder);
    packages = operator.packages();
  }

  @AfterEach
  void end() {
    operator.close();
  }

  private List<Event> events(String reason) {
    return operator
        .client()
        .v1()
        .events()
        .inNamespace(operator.namespace())
        .list()
        .getItems()
        .stream()
        .filter(e -> e.getReason().equals(reason))
        .toList();
  }

  @Test
  void whatSomebodyTakesAwayIsAKubernetesEventOfTheRepositoryAndPublishingIsNone() {
    var domains =
        operator
            .client()
            .resources(Domain.class)
            .inNamespace(operator.namespace())
            .withName("default");
    eventually()
        .until(
            () ->
                domains.get() != null
                    && domains.get().getStatus() != null
                    && domains.get().getStatus().events() != null
                    && domains.get().getStatus().events().position() != null);
    packages.publish("org/tool/1");
    packages.publish("org/tool/2");
    var versions = "repositories/libs/packages/generic/org/tool/versions";
    packages.call(
        "POST", versions + ":status", "{\"versions\": [\"1\"], \"targetStatus\": \"Archived\"}");
    eventually().until(() -> events("PackageStatusChanged").size() == 1);
    packages.call("POST", versions + ":delete", "{\"versions\": [\"1\", \"2\"]}");
    packages.call(
        "POST",
        "packages/generic/org/bad/versions:takedown",
        "{\"versions\": [\"6.6.6\"], \"reason\": \"malware\"}");
    eventually().until(() -> events("PackageDeleted").size() == 1);
    eventually().until(() -> events("PackageTakenDown").size() == 1);
    assertThat(events("PackageTakenDown").getFirst().getInvolvedObject().getKind())
        .isEqualTo("Domain");
    var deleted = events("PackageDeleted").getFirst();
    assertThat(deleted.getMessage()).isEqualTo("generic org/tool 1, 2: deleted by writer");
    assertThat(deleted.getType()).isEqualTo("Warning");
    assertThat(deleted.getInvolvedObject().getKind()).isEqualTo("Repository");
    assertThat(deleted.getInvolvedObject().getName()).isEqualTo("libs");
    assertThat(events("PackagePublished")).isEmpty();
  }

  @Test
  void theOperatorReadsEventsAndNothingElseOfAPackageServer() {
    packages.publish("org/secret/1");
    var token =
        operator
            .client()
            .serviceAccounts()
            .inNamespace("slipway-system")
            .withName("slipway-operator")
            .tokenRequest(
                Serialization.unmarshal(
                    """
                    apiVersion: authentication.k8s.io/v1
                    kind: TokenRequest
                    spec: {audiences: ['https://packages.slipway.dev/%s/default']}
                    """
                        .formatted(operator.namespace()),
                    TokenRequest.class))
            .getStatus()
            .getToken();
    assertThat(packages.status(token, "/api/v1/events")).isEqualTo(200);
    assertThat(packages.status(token, "/api/v1/events?repository=libs")).isEqualTo(200);
    assertThat(packages.status(token, "/api/v1/pulls")).isEqualTo(403);
    assertThat(packages.status(token, "/api/v1/repositories/libs/packages")).isEqualTo(403);
    assertThat(packages.status(token, "/repositories/libs/generic/org/secret/1/file"))
        .isEqualTo(403);
    assertThat(packages.status("strange", "/api/v1/events")).isEqualTo(401);
  }
}
