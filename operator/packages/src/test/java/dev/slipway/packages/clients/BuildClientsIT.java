package dev.slipway.packages.clients;

import static dev.slipway.packages.clients.BuildWithPackages.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.MavenClients;
import dev.slipway.testkit.upstream.CargoUpstream;
import dev.slipway.testkit.upstream.GoUpstream;
import dev.slipway.testkit.upstream.MavenUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real Maven 3.8, 3.9 and 4, cargo and Go that know of the package server what a build pod tells
 * them, and nothing else. Then their token is exchanged: with the old one they are refused, with
 * the new one they go on.
 */
final class BuildClientsIT {

  @TempDir Path folder;

  private BuildWithPackages build;

  @AfterEach
  void stop() {
    if (build != null) {
      build.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MavenClients.INSTALLED, "3.9.12", "4.0.0-rc-5"})
  void mavenTakesItsPluginsAndDeploys(String version) throws IOException {
    var maven = MavenClients.install(version);
    build =
        new BuildWithPackages(
            folder, Format.maven, MavenUpstream.configured(new Shell(folder, Map.of())));
    var project = build.pod().project("maven");
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
            .formatted(build.url("libs", "maven")));
    // Java takes the user's home from the system's list of users.
    var home = Map.of("MAVEN_OPTS", "-Duser.home=" + build.pod().home());
    build.done(project, home, maven, "-B", "-ntp", "deploy");
    build.afterExchange(project, home, maven, "-B", "-ntp", "deploy", "-Drevision=1.1");
  }

  @Test
  void cargoBuildsAndPublishes() throws IOException {
    build =
        new BuildWithPackages(
            folder, Format.cargo, CargoUpstream.configured(new Shell(folder, Map.of())));
    var rustup = System.getenv("RUSTUP_HOME");
    var toolchains =
        rustup == null ? Path.of(System.getProperty("user.home"), ".rustup").toString() : rustup;
    var more = Map.of("RUSTUP_HOME", toolchains, "CARGO_TERM_COLOR", "never");
    var project = build.pod().project("crate");
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
    build.done(
        project, more, "cargo", "publish", "--registry", "libs", "--allow-dirty", "--no-verify");
    var app = build.pod().project("app");
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
    assertThat(build.afterExchange(app, more, "cargo", "run", "-q")).contains("1");
  }

  @Test
  void goTakesModulesThroughTheDoorOfThePod() throws IOException {
    build =
        new BuildWithPackages(
            folder, Format.go, GoUpstream.configured(new Shell(folder, Map.of())));
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
    var project = build.pod().project("go");
    build.done(
        project,
        Map.of(),
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
    // What Go has compiled before has nothing to do with packages.
    var compiled = new Shell(folder, Map.of()).run("go", "env", "GOCACHE").strip();
    var more =
        Map.of("GOTOOLCHAIN", "local", "GOFLAGS", "-mod=mod -modcacherw", "GOCACHE", compiled);
    build.done(project, more, "go", "get", module + "@latest");
    build.afterExchange(project, more, "go", "get", "github.com/google/uuid@v1.6.0");
    assertThat(build.done(project, more, "go", "run", ".")).contains("own 00000000-0000");
  }

  @Test
  void nothingButRepositoriesIsReachedThroughTheDoor() throws IOException {
    build = new BuildWithPackages(folder, Format.npm, "http://127.0.0.1:9/");
    var door = build.pod().variables().get("GOPROXY").replaceAll("/repositories/.*", "");
    for (var command :
        List.of("-XPUT " + door + "/repositories/libs/generic/a/b/1/x", door + "/metrics")) {
      var answer =
          new Shell(folder, Map.of())
              .run("sh", "-c", "curl -s -o /dev/null -w '%{http_code}' " + command);
      assertThat(answer).isEqualTo("404");
    }
  }
}
