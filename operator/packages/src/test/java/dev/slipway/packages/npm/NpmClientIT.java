package dev.slipway.packages.npm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.NodeClients;
import dev.slipway.testkit.upstream.NpmUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real npm in four versions against the server, which gets public packages from the registry. */
final class NpmClientIT {

  @TempDir static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        TestServer.joining(
            folder.resolve("store"),
            "npmjs",
            Format.npm,
            NpmUpstream.configured(new Shell(folder, Map.of())));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static NodeProject project(String version, String name, String repository) {
    return new NodeProject(
        folder.resolve(version + "-" + name),
        NodeClients.install("npm@" + version, "bin/npm-cli.js"),
        server.url(repository, "npm"),
        "writer");
  }

  private static NodeProject library(String client, String name, String version)
      throws IOException {
    return project(client, "lib-" + version, "libs")
        .with(
            "package.json",
            """
            {"name": "%s", "version": "%s", "description": "A demo", "main": "index.js",
             "license": "MIT", "dependencies": {"ms": "^2.1.0"}}
            """
                .formatted(name, version))
        .with("index.js", "module.exports = require('ms')('1s');\n")
        .with("README.md", "# demo\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.19.4", "9.9.4", "10.9.9", "11.21.2"})
  void aPackagesWholeLife(String client) throws IOException {
    var name = "@acme/demo-" + client.substring(0, client.indexOf('.'));
    var first = library(client, name, "1.0.0");
    first.run("publish");
    assertThat(first.attempt("publish").output()).contains("1.0.0");
    library(client, name, "1.1.0-rc.1").run("publish", "--tag", "next");
    library(client, name, "1.1.0").run("publish");

    assertThat(first.run("view", name, "versions", "--json"))
        .contains("1.0.0", "1.1.0-rc.1", "1.1.0");
    assertThat(first.run("view", name, "dist-tags.latest")).contains("1.1.0");
    assertThat(first.run("view", name, "time", "--json")).contains("\"created\"", "\"1.0.0\"");
    first.run("dist-tag", "add", name + "@1.0.0", "stable");
    assertThat(first.run("dist-tag", "ls", name))
        .contains("latest: 1.1.0", "next: 1.1.0-rc.1", "stable: 1.0.0");
    first.run("dist-tag", "rm", name, "stable");
    assertThat(first.run("dist-tag", "ls", name)).doesNotContain("stable");
    first.run("ping");
    assertThat(first.run("whoami")).contains("writer");
    assertThat(first.run("search", "demo-" + client.substring(0, 2).replace(".", "")))
        .contains(name);

    var user =
        project(client, "app", "all")
            .with("package.json", "{\"name\": \"app\", \"version\": \"1.0.0\"}")
            .with("index.js", "console.log(require('" + name + "'));\n");
    user.run("install", name + "@^1.0.0", "--no-fund");
    assertThat(user.has("node_modules/ms/package.json")).isTrue();
    assertThat(user.read("package-lock.json"))
        .contains("\"integrity\": \"sha512-", server.url("all", "npm") + name + "/-/");
    assertThat(new Shell(user.folder(), Map.of()).run("node", "index.js")).contains("1000");
    user.run("ci", "--no-fund");
    user.run("audit");

    first.run("deprecate", name + "@1.0.0", "use another");
    assertThat(user.run("view", name + "@1.0.0", "deprecated")).contains("use another");
    first.run("deprecate", name + "@1.0.0", "");
    assertThat(user.run("view", name + "@1.0.0", "deprecated")).doesNotContain("use another");

    first.run("unpublish", name + "@1.1.0-rc.1", "--force");
    assertThat(first.run("view", name, "versions", "--json")).doesNotContain("rc.1");
    user.run("ci", "--no-fund");
    first.run("unpublish", name, "--force");
    assertThat(first.attempt("view", name).output()).contains("404");
    user.run("ci", "--no-fund");
    assertThat(user.read("package-lock.json")).contains(name + "/-/");
  }
}
