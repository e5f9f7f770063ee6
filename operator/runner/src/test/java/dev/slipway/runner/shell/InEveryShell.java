package dev.slipway.runner.shell;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.runner.shell.DriverProcess.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests with each shell that images have as /bin/sh, and with bash as the buildspec's {@code
 * env.shell}. Needs root for a process namespace of its own.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("shells")
abstract class InEveryShell {

  /** An image's /bin/sh and the program that runs the commands; null for the same. */
  record Setup(String name, Path driver, String program) {
    @Override
    public String toString() {
      return name;
    }
  }

  @Parameter Setup setup;
  @TempDir Path folder;
  DriverProcess driver;

  static Stream<Setup> shells() {
    return Stream.of(
        new Setup("ash", Path.of("/bin/busybox"), null),
        new Setup("dash", Path.of("/bin/dash"), null),
        new Setup("bash as sh", Path.of("/bin/bash"), null),
        new Setup("bash in dash", Path.of("/bin/dash"), "/bin/bash"));
  }

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root makes a process namespace");
    driver = new DriverProcess(folder, setup.driver(), setup.program());
  }

  @AfterEach
  void stop() throws IOException {
    if (driver != null) {
      driver.close();
    }
  }

  Result run(String command) throws IOException {
    return driver.run(command);
  }

  String output(String command) throws IOException {
    return driver.run(command).output();
  }

  int status(String command) throws IOException {
    return driver.run(command).status();
  }

  static Result result(int status, String output) {
    return new Result(status, output);
  }
}
