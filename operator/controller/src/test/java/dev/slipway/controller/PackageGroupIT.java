package dev.slipway.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator says of package groups, on a real API server and by kubectl. */
final class PackageGroupIT {

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

  /** Waits until a group is ready, or for the reason why it is not. */
  private void is(String group, String reason) {
    team.is("pkggroup/" + group, reason);
  }

  private String get(String group, String path) {
    return team.get("pkggroup/" + group, path);
  }

  @Test
  void aGroupFollowsWhatStandsAroundIt() {
    var onlyLibs = "mode: ALLOW_SPECIFIC_REPOSITORIES, repositories: [libs]";
    team.apply(
        "PackageGroup",
        "acme",
        "pattern: /npm/acme/*, restrictions: {publish: {" + onlyLibs + "}}");
    is("acme", "DomainNotFound");
    team.apply("Domain", "default", "");
    is("acme", "RepositoryNotFound");
    assertThat(get("acme", ".status.parent.pattern")).isEqualTo("/*");

    team.apply("Repository", "libs", "");
    team.await("pkggroup/acme", "condition=Ready");
    team.apply("PackageGroup", "npm", "pattern: /npm/*");
    team.await("pkggroup/acme", "jsonpath={.status.parent.name}=npm");
    assertThat(team.kubectl("get", "pkggroup", "acme").lines().skip(1))
        .singleElement()
        .satisfies(line -> assertThat(line).matches("acme +\\d+s +default +/npm/acme/\\* +True *"));

    team.kubectl("delete", "pkgrepo", "libs");
    is("acme", "RepositoryNotFound");
  }

  @Test
  void theSecondOfTwoWithOnePatternWaitsUntilTheFirstIsGone() {
    team.apply("Domain", "default", "");
    team.apply("PackageGroup", "first", "pattern: /npm/*");
    is("first", "InForce");
    team.apply("PackageGroup", "second", "pattern: /npm/*");
    is("second", "Conflict");
    assertThat(get("second", ".status.conditions[0].message")).contains("PackageGroup first");
    assertThat(get("second", ".status.observedGeneration")).isEqualTo("1");
    is("first", "InForce");
    team.apply("PackageGroup", "first", "pattern: /npm/acme/foo-~");
    is("second", "InForce");
    is("first", "InvalidPattern");
    team.kubectl("delete", "pkggroup", "first");
    is("second", "InForce");
  }
}
