package dev.slipway.runner;

import dev.slipway.core.build.BuildOrder;
import dev.slipway.core.build.PodPaths;
import dev.slipway.runner.clients.Client;
import dev.slipway.runner.clients.ClientSettings;
import dev.slipway.runner.clients.Endpoints;
import dev.slipway.runner.clients.LoopbackDoor;
import dev.slipway.runner.clients.Rendering;
import dev.slipway.runner.shell.CommandShell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the clients in the build container find the build's repositories: files and variables, kept
 * fresh. What the user has set, the user keeps.
 */
final class BuildClients {

  private static final Duration SHORT = Duration.ofMinutes(1);
  private static final Duration REFRESH = Duration.ofSeconds(10);

  /** To these the user may add; ours come first. */
  private static final String MAVEN_ARGS = "MAVEN_ARGS";

  /** Files that a client would no longer find, and where ours takes them over. */
  private static final Map<String, String> USERS =
      Map.of("$HOME/.netrc", "config/netrc", "$HOME/.npmrc", "config/npmrc");

  private static final String TAKE_OVER =
      "( [ -f \"%1$s\" ] && [ ! -h \"%1$s\" ] && cat \"%1$s\" >%2$s.user ) 2>/dev/null || :";
  private final Path folder;
  private final MaskedLog log;
  private final ClientSettings settings;
  private final Map<String, String> set = new HashMap<>();

  BuildClients(BuildOrder order, MaskedLog log) throws IOException {
    this(order, Path.of(PodPaths.SHARED), Path.of(PodPaths.PACKAGES_TOKEN), log);
  }

  BuildClients(BuildOrder order, Path folder, Path token, MaskedLog log) throws IOException {
    this.folder = folder;
    this.log = log;
    var door = new LoopbackDoor(URI.create(order.storeUrl()), () -> read(token));
    this.settings =
        new ClientSettings(
            new Endpoints(order.packages()), folder, token, ClientSettings.clients(door.url()));
  }

  private static String read(Path token) {
    try {
      return Files.readString(token).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Before the first command. */
  void prepare(CommandShell shell) throws IOException {
    for (var file : USERS.entrySet()) {
      var ours = folder.resolve(file.getValue());
      shell.run(TAKE_OVER.formatted(file.getKey(), ours), SHORT);
      var copy = ours.resolveSibling(ours.getFileName() + ".user");
      if (Files.isReadable(copy)) {
        settings.keep(file.getValue(), Files.readString(copy));
      }
    }
    var rendering = fresh();
    for (var command : rendering.linkCommands(folder)) {
      shell.run(command, SHORT);
    }
    export(shell, rendering.variables());
    Thread.ofPlatform().name("clients").daemon().start(this::keepFresh);
  }

  /** After each command: variables with a token that is no longer of now. */
  void afterCommand(CommandShell shell) throws IOException {
    export(shell, fresh().variables());
  }

  private Rendering fresh() throws IOException {
    var token = settings.token();
    log.hide(token);
    log.hide(
        Base64.getEncoder()
            .encodeToString((Client.USER + ":" + token).getBytes(StandardCharsets.UTF_8)));
    return settings.refresh();
  }

  private void export(CommandShell shell, Map<String, String> variables) {
    for (var variable : variables.entrySet()) {
      var name = variable.getKey();
      var now = shell.variable(name);
      if (MAVEN_ARGS.equals(name) && !set.containsKey(name)) {
        set(shell, name, now.map(n -> variable.getValue() + " " + n).orElse(variable.getValue()));
      } else if (now.isEmpty() ? !set.containsKey(name) : now.get().equals(set.get(name))) {
        set(shell, name, MAVEN_ARGS.equals(name) ? set.get(name) : variable.getValue());
      }
    }
  }

  private void set(CommandShell shell, String name, String value) {
    shell.export(name, value);
    set.put(name, value);
  }

  private void keepFresh() {
    try {
      while (true) {
        Thread.sleep(REFRESH);
        try {
          fresh();
        } catch (IOException e) {
          log.say("The token for packages cannot be read: " + e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
