package dev.slipway.packages.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.core.build.BuildOrder.PackageEndpoint;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.identity.Credentials;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.NodeClients;
import dev.slipway.testkit.client.PythonClients;
import dev.slipway.testkit.upstream.CargoUpstream;
import dev.slipway.testkit.upstream.GoUpstream;
import dev.slipway.testkit.upstream.MavenUpstream;
import dev.slipway.testkit.upstream.NpmUpstream;
import dev.slipway.testkit.upstream.PypiUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real clients that know of the package server what a build pod tells them, and nothing else. Each
 * publishes or resolves; then its token is exchanged, with the old one it is refused, and with the
 * new one it goes on.
 */
final class BuildClientsIT {

  private static final String FIRST = "first-token-of-this-build";
  private static final String SECOND = "second-token-of-this-build";

  @TempDir Path folder;

  private volatile String valid = FIRST;
  private TestServer server;
  private BuildPodFolder pod;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder.resolve("store"), new OneToken(), Map.of());
    server.hosted("libs");
  }

  @AfterEach
  void stop() {
    if (pod != null) {
      pod.close();
    }
    server.close();
  }

  /** Whoever has the token of now may everything, nobody else anything. */
  private final class OneToken implements Access {
    @Override
    public Optional<Caller> caller(String header) {
      return Credentials.token(header)
          .filter(t -> t.equals(valid))
          .map(t -> new Caller("build", "", List.of()));
    }

    @Override
    public boolean mayUse(Caller caller, String verb, String repository) {
      return true;
    }

    @Override
    public boolean mayUseStore(Caller caller, String domain) {
      return true;
    }
  }

  /** A build whose project says {@code packages: [{repository: all}, {repository: libs}]}. */
  private void build(Format format, String upstream) throws IOException {
    server.remote("outside", format, upstream).hosted("all", "libs", "outside");
    pod =
        new BuildPodFolder(folder, server.url(), List.of(endpoint("all"), endpoint("libs")), FIRST);
  }

  private PackageEndpoint endpoint(String repository) {
    return new PackageEndpoint(
        repository,
        true,
        Arrays.stream(PackageFormat.values())
            .collect(Collectors.toMap(f -> f, f -> server.url(repository, f.name()))));
  }

  private Shell here() {
    return new Shell(folder, Map.of());
  }

  /** Runs a command after the token was exchanged: refused with the old one, done with the new. */
  private String afterExchange(Path project, String... command) throws IOException {
    return afterExchange(project, Map.of(), command);
  }

  private String afterExchange(Path project, Map<String, String> more, String... command)
      throws IOException {
    var old = new HashMap<>(pod.variables());
    old.putAll(more);
    valid = SECOND;
    var refused = pod.run(old, project, command);
    assertThat(refused.status()).as("with the old token: " + refused.output()).isNotZero();
    pod.exchanged(SECOND);
    pod.refresh();
    var fresh = new HashMap<>(pod.variables());
    fresh.putAll(more);
    var done = pod.run(fresh, project, command);
    assertThat(done.status()).as(done.output()).isZero();
    assertThat(done.output()).doesNotContain(SECOND);
    return done.output();
  }

  private static void write(Path project, String name, String text) throws IOException {
    var file = project.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void mavenTakesItsPluginsAndDeploys() throws IOException {
    build(Format.maven, MavenUpstream.configured(here()));
    var project = pod.project("maven");
    write(
        project,
        "pom.xml",
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId><artifactId>demo</artifactId><version>${revision}</version>
          <packaging>pom</packaging>
          <properties><revision>1.0</revision></properties>
          <build><plugins><plugin>
            <artifactId>maven-deploy-plugin</artifactId><version>3.1.4</version>
          </plugin></plugins></build>
          <distributionManagement>
            <repository><id>libs</id><url>%s</url></repository>
          </distributionManagement>
        </project>
        """
            .formatted(server.url("libs", "maven")));
    // Java takes the user's home from the system's list of users.
    var home = Map.of("MAVEN_OPTS", "-Duser.home=" + pod.home());
    var variables = new HashMap<>(pod.variables());
    variables.putAll(home);
    var first = pod.run(variables, project, "mvn", "-B", "-ntp", "deploy");
    assertThat(first.status()).as(first.output()).isZero();
    afterExchange(project, home, "mvn", "-B", "-ntp", "deploy", "-Drevision=1.1");
  }

  private Path node(String name) throws IOException {
    var project = pod.project(name);
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
    build(Format.npm, NpmUpstream.configured(here()));
    var project = node("by-npm");
    pod.done(project, "npm", "install", "--no-fund");
    pod.done(project, "npm", "publish");
    assertThat(afterExchange(project, "npm", "view", "@acme/by-npm", "version")).contains("1.0.0");
  }

  @Test
  void pnpmAndBothYarnsInstallAndPublish() throws IOException {
    build(Format.npm, NpmUpstream.configured(here()));
    var pnpm = NodeClients.install("pnpm@10.20.0", "bin/pnpm.cjs").toString();
    var project = node("by-pnpm");
    pod.done(project, "node", pnpm, "install", "--no-frozen-lockfile");
    pod.done(project, "node", pnpm, "publish", "--no-git-checks");
    var one = NodeClients.install("yarn@1.22.22", "bin/yarn.js").toString();
    var byOne = node("by-yarn-1");
    pod.done(byOne, "node", one, "install", "--no-lockfile");
    pod.done(byOne, "node", one, "publish", "--non-interactive", "--new-version", "1.0.0");
    var four = NodeClients.install("@yarnpkg/cli-dist@4.18.1", "bin/yarn.js").toString();
    var byFour = node("by-yarn-4");
    write(byFour, ".yarnrc.yml", "nodeLinker: node-modules\nenableTelemetry: false\n");
    write(byFour, "yarn.lock", "");
    pod.done(byFour, "node", four, "install", "--no-immutable");
    pod.done(byFour, "node", four, "npm", "publish");

    assertThat(afterExchange(byFour, "node", four, "npm", "info", "@acme/by-pnpm"))
        .contains("1.0.0");
    assertThat(pod.done(byOne, "node", one, "info", "@acme/by-yarn-4", "version"))
        .contains("1.0.0");
    assertThat(pod.done(project, "node", pnpm, "view", "@acme/by-yarn-1", "version"))
        .contains("1.0.0");
  }

  private static Path wheel(Path project, String name) throws IOException {
    var file =
        Files.createDirectories(project.resolve("dist")).resolve(name + "-1.0-py3-none-any.whl");
    var info = name + "-1.0.dist-info/";
    var entries =
        Map.of(
            name + ".py",
            "VERSION = '1.0'\n",
            info + "METADATA",
            "Metadata-Version: 2.1\nName: %s\nVersion: 1.0\nRequires-Dist: six\n"
                .formatted(name.replace('_', '-')),
            info + "WHEEL",
            "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            info + "RECORD",
            "%1$s.py,,\n%2$sMETADATA,,\n%2$sWHEEL,,\n%2$sRECORD,,\n".formatted(name, info));
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  @Test
  void pipUvAndTwineShareTheirSettings() throws IOException {
    build(Format.pypi, PypiUpstream.configured(here()));
    var project = pod.project("python");
    var twine = PythonClients.install("twine==7.0.0").resolve("twine").toString();
    var uv = PythonClients.install("uv==0.9.11").resolve("uv").toString();
    var python = PythonClients.install("pip==25.3").resolve("python").toString();
    pod.done(project, twine, "upload", wheel(project, "acme_by_twine").toString());
    pod.done(project, uv, "publish", wheel(project, "acme_by_uv").toString());
    write(
        project,
        "pyproject.toml",
        """
        [project]
        name = "app"
        version = "0.1.0"
        requires-python = ">=3.9"
        dependencies = ["acme-by-twine"]
        """);
    pod.done(project, uv, "lock");
    assertThat(project.resolve("uv.lock"))
        .content()
        .contains("name = \"six\"")
        .doesNotContain(FIRST);
    String[] install = {
      python, "-m", "pip", "install", "--no-cache-dir", "--target", "out", "acme-by-uv"
    };
    pod.done(project, install);
    afterExchange(project, python, "-m", "pip", "download", "--no-cache-dir", "acme-by-twine");
    pod.done(project, uv, "lock", "--upgrade", "--no-cache");
    pod.done(project, twine, "upload", wheel(project, "acme_again").toString());
  }

  @Test
  void poetryPublishesToARepositoryByItsName() throws IOException {
    build(Format.pypi, PypiUpstream.configured(here()));
    var poetry = PythonClients.install("poetry==2.2.1").resolve("poetry").toString();
    var project = pod.project("poetry");
    write(
        project,
        "pyproject.toml",
        """
        [project]
        name = "acme-by-poetry"
        version = "1.0.0"
        description = "A demo"
        requires-python = ">=3.9"
        dependencies = ["six"]

        [[tool.poetry.source]]
        name = "all"
        url = "%ssimple/"
        priority = "primary"

        [build-system]
        requires = ["poetry-core"]
        build-backend = "poetry.core.masonry.api"
        """
            .formatted(server.url("all", "pypi")));
    write(project, "acme_by_poetry.py", "VERSION = '1.0.0'\n");
    pod.done(project, poetry, "-n", "lock");
    pod.done(project, poetry, "-n", "build");
    afterExchange(project, poetry, "-n", "publish", "-r", "libs");
  }

  @Test
  void cargoBuildsAndPublishes() throws IOException {
    build(Format.cargo, CargoUpstream.configured(here()));
    var rustup = System.getenv("RUSTUP_HOME");
    var toolchains =
        rustup == null ? Path.of(System.getProperty("user.home"), ".rustup").toString() : rustup;
    var more = Map.of("RUSTUP_HOME", toolchains, "CARGO_TERM_COLOR", "never");
    var project = pod.project("crate");
    write(
        project,
        "Cargo.toml",
        """
        [package]
        name = "acme-demo"
        version = "1.0.0"
        edition = "2021"
        license = "MIT"
        description = "A demo"
        [dependencies]
        itoa = "1"
        """);
    write(project, "src/lib.rs", "pub fn one() -> usize { itoa::Buffer::new().format(1).len() }\n");
    var variables = new HashMap<>(pod.variables());
    variables.putAll(more);
    var first = pod.run(variables, project, "cargo", "publish", "--allow-dirty", "--no-verify");
    assertThat(first.status()).as(first.output()).isZero();
    var app = pod.project("app");
    write(
        app,
        "Cargo.toml",
        """
        [package]
        name = "app"
        version = "0.1.0"
        edition = "2021"
        [dependencies]
        acme-demo = { version = "1", registry = "libs" }
        """);
    write(app, "src/main.rs", "fn main() { println!(\"{}\", acme_demo::one()); }\n");
    assertThat(afterExchange(app, more, "cargo", "run", "-q")).contains("1");
  }

  @Test
  void goTakesModulesThroughTheDoorOfThePod() throws IOException {
    build(Format.go, GoUpstream.configured(here()));
    var module = "example.com/acme/demo";
    var zip = folder.resolve("module.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (var file :
          Map.of(
                  "go.mod",
                  "module " + module + "\n\ngo 1.21\n",
                  "demo.go",
                  "package demo\n\nconst Text = \"own\"\n")
              .entrySet()) {
        out.putNextEntry(new ZipEntry(module + "@v1.0.0/" + file.getKey()));
        out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    var project = pod.project("go");
    pod.done(
        project,
        "sh",
        "-c",
        "curl -sSf -n -T " + zip + " ${SLIPWAY_PACKAGES_LIBS_GO}" + module + "/@v/v1.0.0.zip");
    write(project, "go.mod", "module app\n\ngo 1.21\n");
    write(
        project,
        "main.go",
        """
        package main

        import (
        	"fmt"

        	"example.com/acme/demo"
        	"github.com/google/uuid"
        )

        func main() { fmt.Println(demo.Text, uuid.Nil) }
        """);
    var more = Map.of("GOTOOLCHAIN", "local", "GOFLAGS", "-mod=mod -modcacherw");
    var variables = new HashMap<>(pod.variables());
    variables.putAll(more);
    var first = pod.run(variables, project, "go", "get", module + "@latest");
    assertThat(first.status()).as(first.output()).isZero();
    afterExchange(project, more, "go", "get", "github.com/google/uuid@v1.6.0");
    var run = pod.run(variables, project, "go", "run", ".");
    assertThat(run.output()).contains("own 00000000-0000");
  }

  @Test
  void nothingButRepositoriesIsReachedThroughTheDoor() throws IOException {
    server.serves(new RepositoryView("none", List.of(), null, false));
    build(Format.npm, server.url("none", "npm"));
    var door = pod.variables().get("GOPROXY").replaceAll("/repositories/.*", "");
    for (var command :
        List.of("-XPUT " + door + "/repositories/libs/generic/a/b/1/x", door + "/metrics")) {
      var answer =
          here().attempt(null, "sh", "-c", "curl -s -o /dev/null -w '%{http_code}' " + command);
      assertThat(answer.output()).isEqualTo("404");
    }
  }
}
