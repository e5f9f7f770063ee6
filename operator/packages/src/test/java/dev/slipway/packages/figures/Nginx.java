package dev.slipway.packages.figures;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Debian's nginx, which serves the files of a folder as fast as it can. */
final class Nginx implements AutoCloseable {

  private final Process process;
  private final int port;

  Nginx(Path work, Path files) throws IOException {
    port = freePort();
    Files.createDirectories(work);
    var configuration =
        Files.writeString(
            work.resolve("nginx.conf"),
            """
            daemon off;
            user root;
            worker_processes 2;
            pid %1$s/pid;
            error_log %1$s/error.log;
            events {worker_connections 1024;}
            http {
              access_log off;
              sendfile on;
              tcp_nopush on;
              open_file_cache max=10000;
              keepalive_requests 1000000000;
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
              types {text/html html;}
              default_type application/octet-stream;
              server {listen 127.0.0.1:%2$d; root %3$s;}
            }
            """
                .formatted(work, port, files));
    process =
        new ProcessBuilder("nginx", "-p", work.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("output").toFile())
            .start();
    awaitPort(port);
  }

  /** A port that nobody listens on for now. */
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Waits until somebody listens. */
  static void awaitPort(int port) {
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

  String url() {
    return "http://127.0.0.1:" + port;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
