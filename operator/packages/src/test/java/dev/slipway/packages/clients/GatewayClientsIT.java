package dev.slipway.packages.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real clients whose protocols have absolute addresses in documents, through a gateway that ends
 * TLS. What speaks without TLS to it is refused, so an address that is not the gateway's fails.
 */
final class GatewayClientsIT {

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private TestServer server;
  private TlsFront gateway;

  @BeforeEach
  void start() throws Exception {
    server = new TestServer(folder.resolve("store")).hosted("all");
    gateway = new TlsFront(folder, server.url());
    server.outside(gateway.url());
    environment.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    environment.put("SERVER", gateway.url() + "/repositories/all");
    environment.put("GATEWAY", gateway.url().replace("https://", ""));
    environment.put("CERTIFICATE", gateway.certificate().toString());
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    server.close();
  }

  private String run(String command) {
    var result = new Shell(folder, environment).attempt(null, "sh", "-ec", command);
    assertThat(result.status()).as(command + "\n" + result.output()).isZero();
    return result.output();
  }

  @Test
  void npmPublishesAndInstalls() throws IOException {
    run("npm config set registry $SERVER/npm/");
    run("npm config set cafile $CERTIFICATE");
    run("npm config set fetch-retries 0");
    run("npm config set //$GATEWAY/repositories/all/npm/:_authToken writer");
    var library = Files.createDirectories(folder.resolve("library"));
    Files.writeString(
        library.resolve("package.json"), "{\"name\": \"@acme/demo\", \"version\": \"1.0.0\"}");
    run("cd library && npm publish");
    run("mkdir app && cd app && npm init -y && npm install --no-audit @acme/demo");
    assertThat(Files.readString(folder.resolve("app/package-lock.json")))
        .contains(gateway.url() + "/repositories/all/npm/@acme/demo/-/demo-1.0.0.tgz");
  }

  @Test
  void cargoPublishesAndFetches() throws IOException {
    var rustup = System.getenv("RUSTUP_HOME");
    environment.put(
        "RUSTUP_HOME", rustup == null ? System.getProperty("user.home") + "/.rustup" : rustup);
    environment.put(
        "CARGO_REGISTRIES_ALL_INDEX", "sparse+" + environment.get("SERVER") + "/cargo/");
    environment.put("CARGO_REGISTRIES_ALL_TOKEN", "writer");
    environment.put("CARGO_REGISTRY_GLOBAL_CREDENTIAL_PROVIDERS", "cargo:token");
    environment.put("CARGO_HTTP_CAINFO", environment.get("CERTIFICATE"));
    crate("demo", "");
    run("cd demo && cargo publish --registry all --allow-dirty --no-verify");
    crate("app", "[dependencies]\ndemo = { version = \"1\", registry = \"all\" }\n");
    run("cd app && cargo fetch");
  }

  private void crate(String name, String more) throws IOException {
    Files.createDirectories(folder.resolve(name).resolve("src"));
    Files.writeString(folder.resolve(name).resolve("src/lib.rs"), "\n");
    Files.writeString(
        folder.resolve(name).resolve("Cargo.toml"),
        """
        [package]
        name = "%s"
        version = "1.0.0"
        edition = "2021"
        license = "MIT"
        description = "A demo"
        %s
        """
            .formatted(name, more));
  }
}
