package dev.slipway.packages.figures;

import dev.slipway.packages.figures.Comparison.Measured;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how fast the package server is beside nginx, Verdaccio and devpi, in turns on this
 * machine: {@code ./mvnw verify -Pfigures -Dit.test=PackageFigures -Dslipway.cluster.skip=true}
 * (one of them: {@code -Dit.test='PackageFigures#files'}). A benchmark, no test: it fails only when
 * something does not work. Needs nginx and wrk, as Debian packs them. All load stays on loopback.
 */
final class PackageFigures {

  static final int TURNS = Integer.getInteger("figures.turns", 3);
  static final int SECONDS = Integer.getInteger("figures.seconds", 5);

  private static final String AUTHORIZATION = "Authorization: Bearer " + MeasuredServer.TOKEN;
  private static final RandomGenerator RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom").create(7);

  @TempDir Path work;

  private final HttpClient client = HttpClient.newHttpClient();
  private MeasuredServer server;

  @BeforeEach
  void start() throws IOException {
    server = new MeasuredServer(work.resolve("store"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private void put(String url, byte[] bytes) throws IOException, InterruptedException {
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + MeasuredServer.TOKEN)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(url + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private Comparison.Side side(
      int connections, long pid, int status, String url, String... headers) {
    var wrk = new Wrk(work, connections, SECONDS);
    return () -> {
      var load = wrk.run(pid, status, url, headers);
      return new Measured(
          load.rate(),
          "(%.1f µs of processor, p50 %.2f ms)".formatted(load.micros(), load.median()));
    };
  }

  /** A side that is measured once for nothing, so that Java has compiled what runs most. */
  private Comparison.Side warm(Comparison.Side side) throws Exception {
    side.measure();
    return side;
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(work.resolve(name));
  }

  /** Files that are there, beside nginx, which gets the same requests. */
  @Test
  void files() throws Exception {
    var files = folder("files");
    var small = Files.write(files.resolve("small.jar"), random(27_000));
    var large = Files.write(files.resolve("large.jar"), random(10_000_000));
    var libs = server.url("libs", "generic") + "/org/";
    var open = server.url("open", "generic") + "/org/";
    put(open + "small/1/small.jar", Files.readAllBytes(small));
    put(libs + "small/1/small.jar", Files.readAllBytes(small));
    put(libs + "large/1/large.jar", Files.readAllBytes(large));
    try (var nginx = new Nginx(work.resolve("nginx"), files)) {
      Comparison.rate("27 KB file, for everybody", 0.8)
          .run(
              TURNS,
              warm(side(64, server.pid(), 200, open + "small/1/small.jar")),
              "nginx",
              side(64, nginx.pid(), 200, nginx.url() + "/small.jar"));
      var ours = warm(side(64, server.pid(), 200, libs + "small/1/small.jar", AUTHORIZATION));
      Comparison.rate("27 KB file, with a token of 1,100 bytes", 0.8)
          .run(
              TURNS,
              ours,
              "nginx",
              side(64, nginx.pid(), 200, nginx.url() + "/small.jar", AUTHORIZATION));
      Comparison.rate("10 MB file", 0.7)
          .run(
              TURNS,
              warm(side(8, server.pid(), 200, libs + "large/1/large.jar", AUTHORIZATION)),
              "nginx",
              side(8, nginx.pid(), 200, nginx.url() + "/large.jar", AUTHORIZATION));
      var etag = "If-None-Match: \"" + Hashing.of(Files.readAllBytes(small)).sha256() + "\"";
      Comparison.rate("304 of the 27 KB file", 1)
          .run(
              TURNS,
              warm(side(64, server.pid(), 304, libs + "small/1/small.jar", AUTHORIZATION, etag)),
              "a 200",
              ours);
      Comparison.rate("401", 1)
          .run(TURNS, warm(side(64, server.pid(), 401, libs + "small/1/small.jar")), "a 200", ours);
    }
  }
}
