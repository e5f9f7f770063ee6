package dev.slipway.packages.cargo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.upstream.CargoUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real cargo, which gets everything from the server. */
final class CargoClientIT {

  @TempDir static Path folder;

  private static TestServer server;
  private static Path rustup;

  @BeforeAll
  static void start() throws IOException {
    var shell = new Shell(folder, Map.of());
    server =
        TestServer.joining(
            folder.resolve("store"), "crates", Format.cargo, CargoUpstream.configured(shell));
    var home = System.getenv("RUSTUP_HOME");
    rustup = home == null ? Path.of(System.getProperty("user.home"), ".rustup") : Path.of(home);
    Files.createDirectories(folder.resolve("home"));
    Files.writeString(
        folder.resolve("home/config.toml"),
        """
        [registries.libs]
        index = "sparse+%s"
        credential-provider = ["cargo:token"]
        [registries.all]
        index = "sparse+%s"
        credential-provider = ["cargo:token"]
        [source.crates-io]
        replace-with = "all"
        """
            .formatted(server.url("libs", "cargo"), server.url("all", "cargo")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Shell.Result cargo(Path project, String... arguments) {
    var environment =
        new HashMap<>(
            Map.of(
                "CARGO_HOME", folder.resolve("home").toString(),
                "RUSTUP_HOME", rustup.toString(),
                "CARGO_REGISTRIES_LIBS_TOKEN", "writer",
                "CARGO_REGISTRIES_ALL_TOKEN", "reader",
                "CARGO_TERM_COLOR", "never"));
    var command = new ArrayList<>(List.of("cargo"));
    command.addAll(List.of(arguments));
    return new Shell(project, environment).attempt(null, command.toArray(String[]::new));
  }

  private static String done(Shell.Result result) {
    assertThat(result.status()).as(result.output()).isZero();
    return result.output();
  }

  private static Path crate(String folderName, String name, String version, String more)
      throws IOException {
    var project = Files.createDirectories(folder.resolve(folderName).resolve("src")).getParent();
    Files.writeString(
        project.resolve("Cargo.toml"),
        """
        [package]
        name = "%s"
        version = "%s"
        edition = "2021"
        license = "MIT"
        description = "A demo"
        %s
        """
            .formatted(name, version, more));
    return project;
  }

  @Test
  void publishUseYankAndUnyank() throws IOException {
    var library = crate("lib", "acme-demo", "1.0.0", "[dependencies]\nitoa = \"1\"\n");
    Files.writeString(
        library.resolve("src/lib.rs"),
        "pub fn text(n: u32) -> String { itoa::Buffer::new().format(n).to_string() }\n");
    done(cargo(library, "publish", "--registry", "libs", "--allow-dirty"));
    var again = cargo(library, "publish", "--registry", "libs", "--allow-dirty");
    assertThat(again.status()).isNotZero();

    var app =
        crate(
            "app",
            "app",
            "0.1.0",
            "[dependencies]\nacme-demo = { version = \"1\", registry = \"all\" }\n");
    Files.writeString(
        app.resolve("src/main.rs"), "fn main() { println!(\"{}\", acme_demo::text(42)); }\n");
    assertThat(done(cargo(app, "run", "-q"))).contains("42");
    assertThat(app.resolve("Cargo.lock")).content().contains("name = \"itoa\"", "checksum = ");

    assertThat(done(cargo(app, "search", "acme", "--registry", "libs"))).contains("acme-demo");
    done(cargo(library, "yank", "--version", "1.0.0", "--registry", "libs"));
    done(cargo(app, "fetch", "--locked"));
    Files.delete(app.resolve("Cargo.lock"));
    var without = cargo(app, "generate-lockfile");
    assertThat(without.status()).isNotZero();
    assertThat(without.output()).contains("yanked");
    done(cargo(library, "yank", "--undo", "--version", "1.0.0", "--registry", "libs"));
    done(cargo(app, "generate-lockfile"));
  }

  @Test
  void whoMayOnlyReadPublishesNothing() throws IOException {
    var library = crate("other", "acme-other", "1.0.0", "");
    Files.writeString(library.resolve("src/lib.rs"), "\n");
    var refused = cargo(library, "publish", "--registry", "all", "--allow-dirty");
    assertThat(refused.status()).isNotZero();
    assertThat(refused.output()).contains("reader may not do this");
  }
}
