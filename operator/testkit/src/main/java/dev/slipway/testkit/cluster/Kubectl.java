package dev.slipway.testkit.cluster;

import dev.slipway.testkit.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** kubectl with one kubeconfig. */
public final class Kubectl {

  private final String program;
  private final Shell shell;

  public Kubectl(String program, Path kubeconfig) {
    this.program = program;
    this.shell =
        new Shell(Path.of("").toAbsolutePath(), Map.of("KUBECONFIG", kubeconfig.toString()));
  }

  /** Runs kubectl and returns what it printed; fails when it does. */
  public String run(String... arguments) {
    return shell.run(command(arguments));
  }

  /** Runs kubectl; a failure is for the caller to judge. */
  public Shell.Result attempt(String... arguments) {
    return shell.attempt(null, command(arguments));
  }

  /**
   * Runs a line of shell in which {@code kubectl} is this one.
   *
   * @throws IllegalStateException when its status is not 0
   */
  public Shell.Result shell(String line) {
    var function = "kubectl() { \"" + program + "\" \"$@\"; }; ";
    var result = shell.attempt(null, "bash", "-c", "set -euo pipefail; " + function + line);
    if (result.status() != 0) {
      throw new IllegalStateException(
          line + ": status " + result.status() + "\n" + result.output());
    }
    return result;
  }

  /** Server-side apply of YAML text. */
  public void apply(String yaml) {
    var result =
        shell.attempt(
            yaml.getBytes(StandardCharsets.UTF_8),
            command("apply", "--server-side", "--force-conflicts", "-f", "-"));
    if (result.status() != 0) {
      throw new IllegalStateException("kubectl apply: " + result.output());
    }
  }

  /** Server-side apply of YAML text whose objects name no namespace. */
  public void apply(String namespace, String yaml) {
    var result =
        shell.attempt(
            yaml.getBytes(StandardCharsets.UTF_8),
            command("apply", "-n", namespace, "--server-side", "--force-conflicts", "-f", "-"));
    if (result.status() != 0) {
      throw new IllegalStateException("kubectl apply: " + result.output());
    }
  }

  private String[] command(String... arguments) {
    return Stream.concat(Stream.of(program), Stream.of(arguments)).toArray(String[]::new);
  }
}
