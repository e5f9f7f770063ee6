package dev.slipway.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator says of repositories while others change, on a real API server. */
final class RepositoryIT {

  /** Without a package server, nothing else is in the way. */
  private static final String USABLE = "DomainNotReady";

  @TempDir Path folder;
  private WatchedNamespace team;

  @BeforeEach
  void start() throws IOException {
    team = new WatchedNamespace(folder);
  }

  @AfterEach
  void stop() {
    team.close();
  }

  private void repository(String name, String upstreams) {
    team.apply("Repository", name, "upstreams: [" + upstreams + "]");
  }

  private void is(String repository, String reason) {
    team.is("pkgrepo/" + repository, reason);
  }

  private String message(String repository) {
    return team.get("pkgrepo/" + repository, ".status.conditions[?(@.type==\"Ready\")].message");
  }

  @Test
  void whoseUpstreamComesLaterOrGoesHearsOfIt() {
    repository("all", "near");
    is("all", "InvalidRepository");
    repository("near", "far");
    repository("far", "");
    is("all", USABLE);
    team.kubectl("delete", "pkgrepo", "far");
    is("near", "InvalidRepository");
    is("all", "InvalidRepository");
    assertThat(message("all")).isEqualTo("upstreams: there is no Repository far in domain default");
  }

  @Test
  void aCircleThatTwoEditsMakeIsToldAtBothAndEndsAtBoth() {
    repository("b", "");
    repository("a", "b");
    is("a", USABLE);
    repository("b", "a");
    is("b", "InvalidRepository");
    is("a", "InvalidRepository");
    assertThat(message("a")).isEqualTo("upstreams go in a circle: a → b → a");
    repository("a", "");
    is("a", USABLE);
    is("b", USABLE);
  }

  @Test
  void aDomainGoesOnlyAfterItsRepositories() {
    repository("libs", "");
    is("libs", USABLE);
    team.kubectl("delete", "dom", "default", "--wait=false");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> team.kubectl("get", "events").contains("RepositoriesRemain"));
    assertThat(team.kubectl("get", "dom", "default", "-o", "name")).contains("default");
    team.kubectl("delete", "pkgrepo", "libs");
    team.await("dom/default", "delete");
  }
}
