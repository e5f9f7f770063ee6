package dev.slipway.packages.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.core.build.BuildOrder.PackageEndpoint;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.identity.Credentials;
import dev.slipway.packages.model.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A package server, and a build whose project says {@code packages: [{repository: all},
 * {repository: libs}]}: {@code all} has {@code libs} and an external repository as upstreams. One
 * token at a time is good.
 */
final class BuildWithPackages implements AutoCloseable {

  static final String FIRST = "first-token-of-this-build";
  static final String SECOND = "second-token-of-this-build";

  private final TestServer server;
  private final BuildPodFolder pod;
  private volatile String valid = FIRST;

  BuildWithPackages(Path folder, Format format, String upstream) throws IOException {
    server = new TestServer(folder.resolve("store"), new OneToken(), Map.of());
    server.hosted("libs").remote("outside", format, upstream).hosted("all", "libs", "outside");
    pod =
        new BuildPodFolder(folder, server.url(), List.of(endpoint("all"), endpoint("libs")), FIRST);
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

    @Override
    public boolean mayAdminister(Caller caller, String verb, String domain) {
      return true;
    }
  }

  private PackageEndpoint endpoint(String repository) {
    return new PackageEndpoint(
        repository,
        true,
        Arrays.stream(PackageFormat.values())
            .collect(Collectors.toMap(f -> f, f -> server.url(repository, f.name()))));
  }

  BuildPodFolder pod() {
    return pod;
  }

  /** Address of a repository in a format, with a slash at the end. */
  String url(String repository, String format) {
    return server.url(repository, format);
  }

  static void write(Path project, String name, String text) throws IOException {
    var file = project.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Runs a command that has to succeed, with further variables. */
  String done(Path project, Map<String, String> more, String... command) throws IOException {
    var variables = new HashMap<>(pod.variables());
    variables.putAll(more);
    var result = pod.run(variables, project, command);
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(result.output()).doesNotContain(valid);
    return result.output();
  }

  /** Runs a command after the token was exchanged: refused with the old one, done with the new. */
  String afterExchange(Path project, Map<String, String> more, String... command)
      throws IOException {
    var old = new HashMap<>(pod.variables());
    old.putAll(more);
    valid = SECOND;
    var refused = pod.run(old, project, command);
    assertThat(refused.status()).as("with the old token: " + refused.output()).isNotZero();
    pod.exchanged(SECOND);
    pod.refresh();
    return done(project, more, command);
  }

  @Override
  public void close() {
    pod.close();
    server.close();
  }
}
