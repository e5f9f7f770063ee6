package dev.slipway.runner.shell;

import dev.slipway.core.build.Driver;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;

/**
 * A driver as process 1 of a process namespace of its own, as in a build container, and the shell
 * that talks to it.
 */
public final class DriverProcess implements Closeable {

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** What a command printed, one character a byte, and its status. */
  public record Result(int status, String output) {}

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Process process;
  private final CommandShell shell;
  private final Path source;

  /**
   * Starts a driver.
   *
   * @param folder an empty folder
   * @param driver program that is the image's /bin/sh, run under the name sh
   * @param program what runs the commands; {@code null}: the image's /bin/sh
   */
  public DriverProcess(Path folder, Path driver, String program) throws IOException {
    var open = PosixFilePermissions.fromString("rwxrwxrwx");
    source = Files.createDirectories(folder.resolve("src"));
    Files.setPosixFilePermissions(folder, open);
    Files.setPosixFilePermissions(source, open);
    var links = Files.createDirectories(folder.resolve("bin"));
    var sh = Files.createSymbolicLink(links.resolve("sh"), driver);
    for (var name : new String[] {"in", "out", "kill"}) {
      var made = new ProcessBuilder("mkfifo", "-m", "666", folder.resolve(name).toString()).start();
      if (made.onExit().join().exitValue() != 0) {
        throw new IOException("mkfifo failed");
      }
    }
    var text = Files.writeString(folder.resolve("driver.sh"), Driver.text());
    var builder =
        new ProcessBuilder(
                // As in a container; who runs the tests may ignore some.
                "env",
                "--default-signal",
                "unshare",
                "-pf",
                "--mount-proc",
                "--kill-child",
                sh.toString(),
                text.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("driver.log").toFile());
    builder.environment().clear();
    builder
        .environment()
        .putAll(Map.of("PATH", PATH, "HOME", "/root", "FROM_IMAGE", "i", "IMAGE2", "j"));
    process = builder.start();
    shell =
        new CommandShell(
            folder,
            source.toString(),
            program == null ? sh.toString() : program,
            (bytes, offset, length) -> {
              synchronized (printed) {
                printed.write(bytes, offset, length);
              }
            });
    shell.probe();
  }

  public CommandShell shell() {
    return shell;
  }

  /** Working directory of the first command. */
  String source() {
    return source.toString();
  }

  public Result run(String command) throws IOException {
    return run(command, Duration.ofSeconds(20));
  }

  Result run(String command, Duration timeout) throws IOException {
    take();
    var ended = shell.run(command, timeout);
    return new Result(ended.status(), take());
  }

  /** What was printed since the last look. */
  public String take() {
    synchronized (printed) {
      var text = printed.toString(StandardCharsets.ISO_8859_1);
      printed.reset();
      return text;
    }
  }

  /** Ends the driver and returns its status. */
  int exit(int status) throws IOException {
    shell.exit(status);
    return process.onExit().join().exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    shell.close();
  }
}
