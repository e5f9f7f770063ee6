package dev.slipway.packages.figures;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Another program that serves, in a process of its own and on a free port. */
abstract class OtherServer implements AutoCloseable {

  private final Path work;
  private final int port;
  private Process process;

  /**
   * A server that does not run yet.
   *
   * @param work folder for what it writes; it is made when it is not there
   */
  OtherServer(Path work) throws IOException {
    this.work = Files.createDirectories(work);
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  /** Runs the program, and returns when it listens on the port. */
  final void start(String... command) throws IOException {
    process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("output").toFile())
            .start();
    Awaitility.await("port " + port)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(
            () -> {
              new Socket(InetAddress.getLoopbackAddress(), port).close();
              return true;
            });
  }

  final int port() {
    return port;
  }

  /** Where one asks it, without a slash at the end. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  final long pid() {
    return process.pid();
  }

  @Override
  public final void close() {
    process.destroy();
    process.onExit().join();
  }
}
