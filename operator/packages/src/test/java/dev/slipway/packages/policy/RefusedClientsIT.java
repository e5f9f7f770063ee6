package dev.slipway.packages.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.ReleaseAge;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.MavenClients;
import dev.slipway.testkit.client.PythonClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever builds with a version that is too young reads at the real client which rule it is. */
final class RefusedClientsIT {

  private static final String RULE = "minimumReleaseAge is 3d 0h";
  private static final String GET = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get";

  @RegisterExtension final LibraryServer libraries = new LibraryServer();

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void start() throws IOException {
    for (var library : Library.values()) {
      library.put(libraries.upstream(), libraries.versions);
      libraries.server().open(library + "-all", library + "-outside");
    }
    libraries.policy(
        new DomainPolicy(
            new PackageGroups(Map.of()), new ReleaseAge(Duration.ofDays(3), Map.of(), List.of())));
    environment.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    environment.put("PIP_CONFIG_FILE", "/dev/null");
  }

  private String address(Library library) {
    return libraries.server().url(library + "-all", library.name());
  }

  private String young(Library library) {
    return address(library) + library.file("1.2.0");
  }

  private void refused(Object... command) {
    var words = new ArrayList<String>();
    List.of(command).forEach(w -> words.add(w.toString()));
    var result = new Shell(folder, environment).attempt(null, words.toArray(String[]::new));
    assertThat(result.status()).as(result.output()).isNotZero();
    assertThat(result.output()).contains("403", RULE);
  }

  @ParameterizedTest
  @ValueSource(strings = {MavenClients.INSTALLED, "3.9.12", "4.0.0-rc-5"})
  void maven(String version) {
    environment.remove("HOME");
    refused(
        MavenClients.install(version),
        "-B",
        "-ntp",
        GET,
        "-Dmaven.repo.local=" + folder.resolve("repository"),
        "-Dartifact=org.left:left:1.2.0",
        "-DremoteRepositories=held::::" + address(Library.maven));
  }

  @Test
  void pip() {
    var programs = PythonClients.install("pip==25.3");
    refused(programs.resolve("pip"), "download", "--no-deps", "left @ " + young(Library.pypi));
  }

  @Test
  void uv() {
    var programs = PythonClients.install("uv==0.9.11");
    environment.put("UV_CACHE_DIR", folder.resolve("cache").toString());
    refused(
        programs.resolve("uv"),
        "pip",
        "install",
        "--target",
        folder.resolve("target"),
        "left @ " + young(Library.pypi));
  }

  @Test
  void npm() {
    refused("npm", "install", "--fetch-retries", "0", young(Library.npm));
  }

  @Test
  void go() {
    environment.put("GOPATH", folder.resolve("gopath").toString());
    environment.putAll(Map.of("GOFLAGS", "-modcacherw", "GOTOOLCHAIN", "local"));
    environment.put("GOPROXY", address(Library.go));
    environment.put("GONOSUMDB", "left.test");
    refused("go", "mod", "download", "left.test/left@v1.2.0");
  }
}
