package dev.slipway.packages.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.core.build.BuildOrder.PackageEndpoint;
import dev.slipway.runner.clients.ClientSettings;
import dev.slipway.runner.clients.Endpoints;
import dev.slipway.runner.clients.LoopbackDoor;
import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a build container has for its clients: the rendered files, the variables, a home of its own
 * and a folder for sources below the shared one. Nothing else tells a client where packages are.
 */
final class BuildPodFolder implements AutoCloseable {

  private final Path shared;
  private final Path home;
  private final Path token;
  private final LoopbackDoor door;
  private final ClientSettings settings;

  BuildPodFolder(Path root, String server, List<PackageEndpoint> endpoints, String token)
      throws IOException {
    shared = Files.createDirectories(root.resolve("slipway"));
    home = Files.createDirectories(root.resolve("home"));
    Files.createDirectories(shared.resolve("config"));
    Files.createDirectories(shared.resolve("src"));
    this.token = root.resolve("token");
    exchanged(token);
    door = new LoopbackDoor(URI.create(server), this::token);
    settings =
        new ClientSettings(
            new Endpoints(endpoints), shared, this.token, ClientSettings.clients(door.url()));
    for (var command : settings.refresh().linkCommands(shared)) {
      new Shell(shared, Map.of("HOME", home.toString())).run("sh", "-c", command);
    }
  }

  private String token() {
    try {
      return settings.token();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kubelet writes another token; nobody has looked yet. */
  void exchanged(String next) throws IOException {
    Files.writeString(token, next);
  }

  /** What the runner does after a command and every ten seconds. */
  void refresh() throws IOException {
    settings.refresh();
  }

  Path home() {
    return home;
  }

  Path shared() {
    return shared;
  }

  /** A project's folder below the sources. */
  Path project(String name) throws IOException {
    return Files.createDirectories(shared.resolve("src").resolve(name));
  }

  Map<String, String> variables() throws IOException {
    return settings.refresh().variables();
  }

  /** Runs a command as the build does, with the variables of its begin. */
  Shell.Result run(Map<String, String> variables, Path folder, String... command) {
    var environment = new HashMap<String, String>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", home.toString());
    environment.put("CI", "true");
    environment.putAll(variables);
    var all = new java.util.ArrayList<>(List.of("env", "-i"));
    environment.forEach((k, v) -> all.add(k + "=" + v));
    all.addAll(Arrays.asList(command));
    return new Shell(folder, Map.of()).attempt(null, all.toArray(String[]::new));
  }

  /** Runs a command that has to succeed, and that shows no token. */
  String done(Path folder, String... command) throws IOException {
    var result = run(variables(), folder, command);
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).doesNotContain(settings.token());
    return result.output();
  }

  @Override
  public void close() {
    door.close();
  }
}
