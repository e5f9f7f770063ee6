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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real pnpm and Yarn, which ask in other ways than npm does. */
final class OtherClientsIT {

  private static final String MANIFEST =
      """
      {"name": "app", "version": "1.0.0", "dependencies": {"@acme/one": "^1.0.0"}}
      """;

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
    library("npm@11.21.2", "bin/npm-cli.js", "@acme/one").run("publish");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static NodeProject project(
      String client, String program, String name, String repository) {
    return new NodeProject(
        folder.resolve(client.replace("/", "-") + "-" + name),
        NodeClients.install(client, program),
        server.url(repository, "npm"),
        "writer");
  }

  private static NodeProject library(String client, String program, String name)
      throws IOException {
    return project(client, program, name.replaceFirst(".*/", ""), "libs")
        .with(
            "package.json",
            """
            {"name": "%s", "version": "1.0.0", "main": "index.js", "dependencies": {"ms": "^2.1.0"}}
            """
                .formatted(name))
        .with("index.js", "module.exports = require('ms')('1s');\n");
  }

  private static void installed(NodeProject app) throws IOException {
    app.with("index.js", "console.log(require('@acme/one'));\n");
    assertThat(new Shell(app.folder(), Map.of()).run("node", "index.js")).contains("1000");
  }

  @Test
  void pnpm() throws IOException {
    var app = project("pnpm@10.20.0", "bin/pnpm.cjs", "app", "all").with("package.json", MANIFEST);
    app.run("install", "--store-dir", "store", "--no-frozen-lockfile");
    installed(app);
    app.run("install", "--frozen-lockfile", "--store-dir", "other");
    library("pnpm@10.20.0", "bin/pnpm.cjs", "@acme/by-pnpm").run("publish", "--no-git-checks");
    assertThat(app.run("view", "@acme/by-pnpm", "version")).contains("1.0.0");
  }

  /** It knows a version's age from the abbreviated document. */
  @Test
  void pnpmWaitsForAPackagesAge() throws IOException {
    var app =
        project("pnpm@10.20.0", "bin/pnpm.cjs", "young", "all").with("package.json", MANIFEST);
    var young =
        app.attempt(
            "install",
            "--store-dir",
            "store",
            "--config.minimum-release-age=4320",
            "--no-frozen-lockfile");
    assertThat(young.status()).isNotZero();
    assertThat(young.output()).contains("@acme/one");
  }

  @Test
  void yarnOne() throws IOException {
    var app = project("yarn@1.22.22", "bin/yarn.js", "app", "all").with("package.json", MANIFEST);
    app.run("install", "--cache-folder", ".cache-yarn");
    installed(app);
    assertThat(app.read("yarn.lock")).contains(server.url("all", "npm"), "integrity sha512-");
    app.run("install", "--frozen-lockfile", "--cache-folder", ".other");
    library("yarn@1.22.22", "bin/yarn.js", "@acme/by-yarn-1")
        .run("publish", "--non-interactive", "--new-version", "1.0.0", "--no-git-tag-version");
    assertThat(app.run("info", "@acme/by-yarn-1", "version")).contains("1.0.0");
  }

  @Test
  void yarnFour() throws IOException {
    var settings =
        """
        npmRegistryServer: "%s"
        npmAlwaysAuth: true
        npmAuthToken: writer
        unsafeHttpWhitelist: ["127.0.0.1"]
        enableTelemetry: false
        enableGlobalCache: false
        npmMinimalAgeGate: 0
        nodeLinker: node-modules
        """;
    var app =
        project("@yarnpkg/cli-dist@4.18.1", "bin/yarn.js", "app", "all")
            .with("package.json", MANIFEST)
            .with("yarn.lock", "")
            .with(".yarnrc.yml", settings.formatted(server.url("all", "npm")));
    app.run("install", "--no-immutable");
    installed(app);
    app.run("install", "--immutable");
    var library = library("@yarnpkg/cli-dist@4.18.1", "bin/yarn.js", "@acme/by-yarn-4");
    library
        .with("yarn.lock", "")
        .with(
            ".yarnrc.yml",
            settings.formatted(server.url("all", "npm"))
                + "npmPublishRegistry: \""
                + server.url("libs", "npm")
                + "\"\n");
    library.run("install", "--no-immutable");
    library.run("npm", "publish");
    assertThat(app.run("npm", "info", "@acme/by-yarn-4", "--fields", "version")).contains("1.0.0");
    assertThat(app.run("npm", "whoami")).contains("writer");
    assertThat(app.run("npm", "audit")).contains("No audit suggestions");
  }
}
