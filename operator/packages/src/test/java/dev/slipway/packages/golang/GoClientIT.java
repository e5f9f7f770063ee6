package dev.slipway.packages.golang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.upstream.GoUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Go, which gets its modules and their checksums from the server. */
final class GoClientIT {

  @TempDir static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new TestServer(folder.resolve("store"));
    server
        .remote("proxy", Format.go, GoUpstream.configured(new Shell(folder, Map.of())))
        .hosted("libs")
        .open("all", "libs", "proxy");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Shell.Result run(Path project, String... command) {
    // Go sends credentials over TLS only.
    var proxy = server.url("all", "go");
    return new Shell(
            project,
            Map.of(
                "GOPROXY",
                proxy,
                "GONOSUMDB",
                "example.com/*",
                "GOFLAGS",
                "-mod=mod -modcacherw",
                "GOPATH",
                folder.resolve("gopath").toString(),
                "GOTOOLCHAIN",
                "local"))
        .attempt(null, command);
  }

  private static String done(Shell.Result result) {
    assertThat(result.status()).as(result.output()).isZero();
    return result.output();
  }

  private static String publish(String module, String version, String source) throws IOException {
    var file = folder.resolve("module.zip");
    var top = module + "@" + version + "/";
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var entry :
          Map.of("go.mod", "module " + module + "\n\ngo 1.21\n", "demo.go", source).entrySet()) {
        zip.putNextEntry(new ZipEntry(top + entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return new Shell(folder, Map.of())
        .run(
            "curl",
            "-s",
            "-u",
            "t:writer",
            "-w",
            "%{http_code}",
            "-T",
            file.toString(),
            server.url("libs", "go") + ModulePath.escape(module) + "/@v/" + version + ".zip");
  }

  @Test
  void aBuildWithPublicAndOwnModules() throws IOException {
    var module = "example.com/Acme/demo";
    assertThat(publish(module, "v1.0.0", "package demo\n\nconst Text = \"one\"\n")).endsWith("201");
    assertThat(publish(module, "v1.1.0", "package demo\n\nconst Text = \"two\"\n")).endsWith("201");
    assertThat(publish(module, "v1.1.0", "package demo\n\nconst Text = \"evil\"\n"))
        .endsWith("409");
    var project = Files.createDirectories(folder.resolve("app"));
    Files.writeString(project.resolve("go.mod"), "module app\n\ngo 1.21\n");
    Files.writeString(
        project.resolve("main.go"),
        """
        package main

        import (
        	"fmt"

        	"example.com/Acme/demo"
        	"github.com/google/uuid"
        )

        func main() { fmt.Println(demo.Text, uuid.Nil) }
        """);
    done(run(project, "go", "get", module + "@latest", "github.com/google/uuid@v1.6.0"));
    assertThat(done(run(project, "go", "run", "."))).contains("two 00000000-0000");
    assertThat(project.resolve("go.sum")).content().contains("github.com/google/uuid v1.6.0 h1:");
    assertThat(done(run(project, "go", "list", "-m", "-versions", module)))
        .contains("v1.0.0 v1.1.0");
    assertThat(done(run(project, "go", "mod", "verify"))).contains("all modules verified");
  }

  @Test
  void aModuleThatIsNotThere() {
    var missing = run(folder, "go", "list", "-m", "example.com/none@latest");
    assertThat(missing.status()).isNotZero();
    assertThat(missing.output()).contains("example.com/none");
  }
}
