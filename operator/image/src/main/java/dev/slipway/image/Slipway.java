package dev.slipway.image;

import dev.slipway.controller.OperatorMain;
import dev.slipway.image.train.Training;
import dev.slipway.packages.PackagesMain;
import dev.slipway.runner.FetchContextMain;
import dev.slipway.runner.RunnerMain;
import java.nio.file.Path;
import java.util.Arrays;

/** Entry point of the container image; its first argument is one of the commands. */
public final class Slipway {

  /** What a command does with the arguments after its name. */
  private interface Command {
    void run(String[] arguments) throws Exception;
  }

  private static final String USAGE =
      """
      usage: slipway COMMAND
        operator       reconciles Slipway's resources
        runner         runs the commands of one build, beside the user's image
        packages       serves the packages, artifacts and logs of one Domain
        fetch-context  brings the context of an image build out of the store
      """;

  private Slipway() {}

  public static void main(String[] arguments) throws Exception {
    var command = command(arguments.length == 0 ? "" : arguments[0]);
    if (command == null) {
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    var training = System.getenv("SLIPWAY_TRAIN");
    if (training != null) {
      new Training(Path.of(training)).prepare(arguments[0]);
    }
    command.run(Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static Command command(String name) {
    return switch (name) {
      case "operator" -> OperatorMain::main;
      case "runner" -> RunnerMain::main;
      case "packages" -> PackagesMain::main;
      case "fetch-context" -> FetchContextMain::main;
      default -> null;
    };
  }
}
