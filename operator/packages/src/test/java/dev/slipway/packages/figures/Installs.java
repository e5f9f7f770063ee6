package dev.slipway.packages.figures;

import dev.slipway.packages.figures.Comparison.Measured;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The same installation four times: from plain files on this machine, from the server that has them
 * all, from an upstream 30 ms away, and from a repository of the server that has nothing and asks
 * that upstream. The server has installed the same some times before, as one that has run for a
 * while.
 */
final class Installs {

  private static final int DELAY_MILLIS = 30;

  /** How often the server does the same before it is measured. */
  private static final int BEFORE = Integer.getInteger("figures.before", 5);

  private static final double WARM = 1.1;
  private static final double COLD = 1.15;

  /** Installs once with a client that has nothing. */
  interface Client {
    /**
     * Runs the client.
     *
     * @param url of the registry, without a slash at the end
     * @param token empty when the registry wants none
     */
    void install(String url, String token) throws Exception;
  }

  /** What a registry at an address has. */
  interface Content {
    Map<String, byte[]> files(String url);
  }

  private final String format;
  private final Content content;
  private final Client client;

  Installs(String format, Content content, Client client) {
    this.format = format;
    this.content = content;
    this.client = client;
  }

  void compare(String what, Path work, int turns) throws Exception {
    try (var far = new ScriptedUpstream();
        var nginx = new Nginx(work.resolve("nginx"), files(work.resolve("plain")));
        var server = server(work, far.url(), BEFORE + turns)) {
      content.files(far.url()).forEach((path, bytes) -> far.on(path, late(path, bytes)));
      var turn = new AtomicInteger();
      for (int i = 0; i < BEFORE; i++) {
        time(server.url("all-up" + turn.incrementAndGet(), format), MeasuredServer.TOKEN);
        time(server.url("all-up1", format), MeasuredServer.TOKEN);
      }
      Comparison.time(what + ", warm", WARM)
          .run(
              turns,
              () -> time(server.url("all-up1", format), MeasuredServer.TOKEN),
              "nginx",
              () -> time(nginx.url(), ""));
      Comparison.time(what + ", cold", COLD)
          .run(
              turns,
              () ->
                  time(server.url("all-up" + turn.incrementAndGet(), format), MeasuredServer.TOKEN),
              "upstream",
              () -> time(far.url(), ""));
    }
  }

  /** A repository for each time, which has nothing yet. */
  private MeasuredServer server(Path work, String upstream, int times) throws IOException {
    return new MeasuredServer(
        work.resolve("installs"),
        IntStream.rangeClosed(1, times)
            .mapToObj(i -> "up" + i + "=" + format + "=" + upstream)
            .toArray(String[]::new));
  }

  private Measured time(String url, String token) throws Exception {
    long start = System.nanoTime();
    client.install(url, token);
    return new Measured((System.nanoTime() - start) / 1e9, "");
  }

  private static ScriptedUpstream.Answer late(String path, byte[] bytes) {
    return exchange -> {
      new CountDownLatch(1).await(DELAY_MILLIS, TimeUnit.MILLISECONDS);
      exchange
          .getResponseHeaders()
          .add("Content-Type", path.endsWith("/") ? "text/html" : "application/octet-stream");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /**
   * A document at the path of a folder is the folder's index, or left out if nobody asks for it.
   */
  private Path files(Path folder) throws IOException {
    for (var file : content.files("").entrySet()) {
      var path = file.getKey().substring(1);
      if (format.equals("npm") && !path.endsWith(".tgz")) {
        continue;
      }
      var target = folder.resolve(path.endsWith("/") ? path + "index.html" : path);
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
    return folder;
  }
}
