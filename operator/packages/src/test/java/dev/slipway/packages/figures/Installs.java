package dev.slipway.packages.figures;

import dev.slipway.packages.figures.Comparison.Measured;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The same installation four times: from plain files on this machine, from the server that has them
 * all, from an upstream 30 ms away, and from a repository of the server that has nothing and asks
 * that upstream. The server has installed other packages some times before, as one that has run for
 * a while.
 */
final class Installs {

  private static final int DELAY_MILLIS = 30;

  /** How often the server does such things before it is measured. */
  private static final int BEFORE = Integer.getInteger("figures.before", 5);

  private static final double WARM = 1.1;
  private static final double COLD = 1.15;

  /** What is installed in a turn. */
  interface Project {
    /** What a registry at an address has, by its path. */
    Map<String, byte[]> files(String url);

    /**
     * Installs once with a client that has nothing.
     *
     * @param url of the registry, without a slash at the end
     * @param token empty when the registry wants none
     */
    void install(String url, String token) throws Exception;
  }

  /** Makes what is installed in a turn, so that no other turn has anything of it. */
  interface Projects {
    Project make(int turn) throws Exception;
  }

  private final String format;
  private final List<Project> projects = new ArrayList<>();
  private final int turns;

  Installs(String format, int turns, Projects projects) throws Exception {
    this.format = format;
    this.turns = turns;
    for (int turn = 0; turn <= BEFORE + turns; turn++) {
      this.projects.add(projects.make(turn));
    }
  }

  void compare(String what, Path work) throws Exception {
    Apart.begin();
    try (var far = new ScriptedUpstream();
        var nginx = new Nginx(work.resolve("nginx"), files(work.resolve("plain")));
        var server = server(work, far.url())) {
      for (int i = 0; i < projects.size(); i++) {
        var base = "/" + i;
        projects
            .get(i)
            .files(far.url() + base)
            .forEach((path, bytes) -> far.on(base + path, late(path, bytes)));
      }
      time(0, server.url("all-up0", format), MeasuredServer.TOKEN);
      for (int i = 0; i < BEFORE; i++) {
        time(i + 1, server.url("all-up" + (i + 1), format), MeasuredServer.TOKEN);
        time(0, server.url("all-up0", format), MeasuredServer.TOKEN);
      }
      Comparison.time(what + ", warm", WARM)
          .run(
              turns,
              () -> time(0, server.url("all-up0", format), MeasuredServer.TOKEN),
              "nginx",
              () -> time(0, nginx.url(), ""));
      var ours = new AtomicInteger(BEFORE);
      var straight = new AtomicInteger(BEFORE);
      Comparison.time(what + ", cold", COLD)
          .run(
              turns,
              () -> {
                int turn = ours.incrementAndGet();
                return time(turn, server.url("all-up" + turn, format), MeasuredServer.TOKEN);
              },
              "upstream",
              () -> {
                int turn = straight.incrementAndGet();
                return time(turn, far.url() + "/" + turn, "");
              });
    }
  }

  /** A repository for each turn, which has nothing yet. */
  private MeasuredServer server(Path work, String upstream) throws IOException {
    return new MeasuredServer(
        work.resolve("installs"),
        IntStream.range(0, projects.size())
            .mapToObj(i -> "up" + i + "=" + format + "=" + upstream + "/" + i)
            .toArray(String[]::new));
  }

  private Measured time(int turn, String url, String token) throws Exception {
    var seconds = new double[1];
    Apart.client(
        () -> {
          long start = System.nanoTime();
          projects.get(turn).install(url, token);
          seconds[0] = (System.nanoTime() - start) / 1e9;
        });
    return new Measured(seconds[0], "");
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
    for (var file : projects.getFirst().files("").entrySet()) {
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
