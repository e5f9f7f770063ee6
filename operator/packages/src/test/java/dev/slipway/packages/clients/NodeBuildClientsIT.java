package dev.slipway.packages.clients;

import static dev.slipway.packages.clients.BuildWithPackages.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.NodeClients;
import dev.slipway.testkit.upstream.NpmUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real npm, pnpm and Yarn that know of the package server what a build pod tells them, and nothing
 * else. Then their token is exchanged: with the old one they are refused, with the new one they go
 * on.
 */
final class NodeBuildClientsIT {

  @TempDir Path folder;

  private BuildWithPackages build;

  @AfterEach
  void stop() {
    if (build != null) {
      build.close();
    }
  }

  private Path node(String name) throws IOException {
    var project = build.pod().project(name);
    write(
        project,
        "package.json",
        """
        {"name": "@acme/%s", "version": "1.0.0", "dependencies": {"ms": "^2.1.0"}}
        """
            .formatted(name));
    return project;
  }

  @Test
  void npmInstallsAndPublishes() throws IOException {
    build =
        new BuildWithPackages(
            folder, Format.npm, NpmUpstream.configured(new Shell(folder, Map.of())));
    var project = node("by-npm");
    assertThat(build.done(project, Map.of(), "npm", "install", "--no-fund"))
        .doesNotContain("npm warn", "Unknown");
    assertThat(build.done(project, Map.of(), "npm", "publish")).doesNotContain("Unknown");
    assertThat(build.afterExchange(project, Map.of(), "npm", "view", "@acme/by-npm", "version"))
        .contains("1.0.0");
  }

  @Test
  void pnpmAndBothYarnsInstallAndPublish() throws IOException {
    build =
        new BuildWithPackages(
            folder, Format.npm, NpmUpstream.configured(new Shell(folder, Map.of())));
    var pnpm = NodeClients.install("pnpm@10.20.0", "bin/pnpm.cjs").toString();
    var project = node("by-pnpm");
    build.done(project, Map.of(), "node", pnpm, "install", "--no-frozen-lockfile");
    build.done(project, Map.of(), "node", pnpm, "publish", "--no-git-checks");
    var one = NodeClients.install("yarn@1.22.22", "bin/yarn.js").toString();
    var byOne = node("by-yarn-1");
    build.done(byOne, Map.of(), "node", one, "install", "--no-lockfile");
    build.done(
        byOne, Map.of(), "node", one, "publish", "--non-interactive", "--new-version", "1.0.0");
    var four = NodeClients.install("@yarnpkg/cli-dist@4.18.1", "bin/yarn.js").toString();
    var byFour = node("by-yarn-4");
    write(byFour, ".yarnrc.yml", "nodeLinker: node-modules\nenableTelemetry: false\n");
    write(byFour, "yarn.lock", "");
    build.done(byFour, Map.of(), "node", four, "install", "--no-immutable");
    build.done(byFour, Map.of(), "node", four, "npm", "publish");

    assertThat(build.afterExchange(byFour, Map.of(), "node", four, "npm", "info", "@acme/by-pnpm"))
        .contains("1.0.0");
    assertThat(build.done(byOne, Map.of(), "node", one, "info", "@acme/by-yarn-4", "version"))
        .contains("1.0.0");
    assertThat(build.done(project, Map.of(), "node", pnpm, "view", "@acme/by-yarn-1", "version"))
        .contains("1.0.0");
  }
}
