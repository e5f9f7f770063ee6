package dev.slipway.packages.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Publication;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.pypi.Wheel;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.PythonClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that the documentation tells people to type, as they stand in it. */
final class LaptopClientsIT {

  private static final Path PAGE = Path.of("../docs/package-clients.md");

  @TempDir Path folder;

  private TestServer server;
  private Map<String, String> environment;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder.resolve("store")).hosted("all");
    environment = new HashMap<>();
    environment.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    environment.put("TOKEN", "writer");
    environment.put("SERVER", server.url() + "/repositories/all");
    environment.put("PIP_CONFIG_FILE", "/dev/null");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Runs a command of the page, with the test server in place of a forwarded port. */
  private String typed(String command) throws IOException {
    assertThat(Files.readString(PAGE)).contains(command);
    return run(
        command
            .replace("localhost:8080", server.url().replace("http://", ""))
            .replace("machine localhost", "machine 127.0.0.1"));
  }

  private String run(String command) {
    var result = new Shell(folder, environment).attempt(null, "sh", "-ec", command);
    assertThat(result.status()).as(command + "\n" + result.output()).isZero();
    return result.output();
  }

  @Test
  void npm() throws IOException {
    typed("npm config set registry $SERVER/npm/");
    typed("npm config set //localhost:8080/repositories/all/npm/:_authToken $TOKEN");
    Files.writeString(
        folder.resolve("package.json"), "{\"name\": \"@acme/demo\", \"version\": \"1.0.0\"}");
    run("npm publish");
    assertThat(run("npm view @acme/demo version")).contains("1.0.0");
    assertThat(run("npm whoami")).contains("writer");
  }

  @Test
  void pipUvAndTwine() throws IOException {
    var programs = PythonClients.install("pip==25.3");
    environment.put(
        "PATH",
        PythonClients.install("twine==7.0.0")
            + ":"
            + PythonClients.install("uv==0.9.11")
            + ":"
            + System.getenv("PATH"));
    Wheel.make(folder.resolve("dist"), "acme_demo", "1.0", "");
    typed("twine upload --repository-url $SERVER/pypi/ -u token -p $TOKEN dist/*");
    typed("printf 'machine localhost login token password %s\\n' $TOKEN >> ~/.netrc");
    environment.put("PATH", programs + ":" + environment.get("PATH"));
    run("pip download --no-cache-dir --index-url $SERVER/pypi/simple/ acme-demo");
    assertThat(Files.readString(PAGE)).contains("pip install --index-url $SERVER/pypi/simple/");
    Files.writeString(
        folder.resolve("pyproject.toml"),
        """
        [project]
        name = "app"
        version = "0.1.0"
        requires-python = ">=3.9"
        dependencies = ["acme-demo"]
        """);
    environment.put("UV_CACHE_DIR", folder.resolve("uv").toString());
    typed("UV_DEFAULT_INDEX=$SERVER/pypi/simple/ uv sync");
  }

  @Test
  void cargo() throws IOException {
    var rustup = System.getenv("RUSTUP_HOME");
    environment.put(
        "RUSTUP_HOME", rustup == null ? System.getProperty("user.home") + "/.rustup" : rustup);
    for (var variable :
        new String[] {
          "CARGO_REGISTRIES_ALL_INDEX=sparse+$SERVER/cargo/",
          "CARGO_REGISTRIES_ALL_TOKEN=$TOKEN",
          "CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS=cargo:token"
        }) {
      assertThat(Files.readString(PAGE)).contains(variable);
      var parts = variable.split("=", 2);
      environment.put(
          parts[0],
          parts[1]
              .replace("$SERVER", environment.get("SERVER"))
              .replace("$TOKEN", environment.get("TOKEN")));
    }
    Files.createDirectories(folder.resolve("src"));
    Files.writeString(folder.resolve("src/lib.rs"), "\n");
    Files.writeString(
        folder.resolve("Cargo.toml"),
        """
        [package]
        name = "acme-demo"
        version = "1.0.0"
        edition = "2021"
        license = "MIT"
        description = "A demo"
        """);
    run("cargo publish --registry all --allow-dirty --no-verify");
    assertThat(run("cargo search acme --registry all")).contains("acme-demo");
  }

  /** Go sends no credentials without TLS. */
  @Test
  void go() throws Exception {
    Files.write(folder.resolve("module.zip"), Publication.module("acme.test/demo", "v1.0.0", "x"));
    run("curl -sf -u any:$TOKEN -T module.zip $SERVER/go/acme.test/demo/@v/v1.0.0.zip");
    try (var front = new TlsFront(folder, server.url())) {
      environment.put("SERVER", front.url() + "/repositories/all");
      environment.put("SSL_CERT_FILE", front.certificate().toString());
      environment.put("GOPATH", folder.resolve("gopath").toString());
      environment.putAll(Map.of("GOFLAGS", "-modcacherw", "GOTOOLCHAIN", "local"));
      environment.put("GONOSUMDB", "acme.test");
      assertThat(Files.readString(PAGE)).contains("over TLS `~/.netrc`", "`GOPROXY=$SERVER/go`");
      var get = "GOPROXY=$SERVER/go go mod download -json acme.test/demo@v1.0.0";
      var without = new Shell(folder, environment).attempt(null, "sh", "-ec", get);
      assertThat(without.status()).as("nobody may read without a token").isNotZero();
      // A port that is not HTTPS' own is a part of the name for Go.
      run(
          "printf 'machine %s login token password %s\\n' "
              + front.url().replace("https://", "")
              + " $TOKEN >> ~/.netrc");
      assertThat(run(get)).contains("\"Version\": \"v1.0.0\"");
    }
  }

  @Test
  void curl() throws IOException {
    Files.writeString(folder.resolve("file"), "content");
    typed("curl -H \"Authorization: Bearer $TOKEN\" -T file $SERVER/generic/acme/demo/1.0/file");
    assertThat(run("curl -sf -u any:$TOKEN $SERVER/generic/acme/demo/1.0/file"))
        .isEqualTo("content");
  }
}
