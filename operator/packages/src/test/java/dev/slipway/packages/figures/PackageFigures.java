package dev.slipway.packages.figures;

import dev.slipway.packages.figures.Comparison.Measured;
import dev.slipway.packages.pypi.Wheel;
import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.PythonClients;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how fast the package server is beside nginx, Verdaccio and devpi, in turns on this
 * machine: {@code ./mvnw verify -Pfigures -Dit.test='Package*Figures' -Dslipway.cluster.skip=true}
 * (one of them: {@code -Dit.test='PackageFigures#files'}). A benchmark, no test: it fails only when
 * something does not work. Needs nginx and wrk, as Debian packs them. All load stays on loopback.
 */
final class PackageFigures {

  static final int TURNS = Integer.getInteger("figures.turns", 3);
  static final int SECONDS = Integer.getInteger("figures.seconds", 5);

  private static final String AUTHORIZATION = "Authorization: Bearer " + MeasuredServer.TOKEN;
  private static final String GZIP = "Accept-Encoding: gzip";
  private static final String HTML = "Accept: text/html";
  private static final RandomGenerator RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom").create(7);

  @TempDir Path work;

  private final HttpClient client = HttpClient.newHttpClient();
  private MeasuredServer server;

  /** The JDK's server, which upstreams are made of, would otherwise hold answers back for 40 ms. */
  @BeforeAll
  static void sendAtOnce() {
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

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

  /** Asks once, so that a server has what others are about to ask for. */
  private void get(String url, String... headers) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url));
    for (var header : headers) {
      var words = header.split(": ", 2);
      request.header(words[0], words[1]);
    }
    var answer = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
    if (answer.statusCode() != 200) {
      throw new IOException(url + ": " + answer.statusCode());
    }
  }

  private Comparison.Side side(
      int connections, long pid, int status, String url, String... headers) {
    return side(new Wrk(work, connections, SECONDS), pid, status, url, headers);
  }

  private static Comparison.Side side(
      Wrk wrk, long pid, int status, String url, String... headers) {
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

  /** A document of 4 MB from another registry, beside Verdaccio. */
  @Test
  void packument() throws Exception {
    try (var upstream = new ScriptedUpstream()) {
      upstream.has("/large", "application/json", large(upstream.url()));
      try (var ours = new MeasuredServer(work.resolve("npm"), "up=npm=" + upstream.url());
          var verdaccio = new Verdaccio(work.resolve("verdaccio"), upstream.url())) {
        var slow = new Wrk(work, 4, 3 * SECONDS);
        get(ours.url("up", "npm") + "/large", AUTHORIZATION);
        get(verdaccio.url() + "/large");
        Comparison.rate("4 MB packument as gzip", 30)
            .run(
                TURNS,
                warm(
                    side(
                        8, ours.pid(), 200, ours.url("up", "npm") + "/large", AUTHORIZATION, GZIP)),
                "verdaccio",
                warm(side(slow, verdaccio.pid(), 200, verdaccio.url() + "/large", GZIP)));
      }
    }
  }

  private static byte[] large(String url) {
    var versions = new ArrayList<String>();
    for (int i = 0; i < 2000; i++) {
      versions.add(
          """
          "1.0.%1$d": {"name": "large", "version": "1.0.%1$d", "description": "%2$s",
          "dist": {"tarball": "%3$s/large/-/large-1.0.%1$d.tgz", "shasum": "%4$040x"}}
          """
              .formatted(i, "what it is and does ".repeat(90), url, i));
    }
    return ("{\"name\": \"large\", \"dist-tags\": {\"latest\": \"1.0.1999\"}, \"versions\": {"
            + String.join(",", versions)
            + "}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A page of the index and a wheel, beside devpi. */
  @Test
  void index() throws Exception {
    var wheel =
        Wheel.make(
            folder("dist"), "made", "1.0", "\n" + HexFormat.of().formatHex(random(13_000)) + "\n");
    try (var devpi = new Devpi(work.resolve("devpi"))) {
      upload(wheel, devpi.url(), "root", "");
      upload(wheel, server.url("open", "pypi") + "/", "t", MeasuredServer.TOKEN);
      Comparison.rate("page of a Python project", 1)
          .run(
              TURNS,
              warm(side(8, server.pid(), 200, server.url("open", "pypi") + "/simple/made/", HTML)),
              "devpi",
              side(8, devpi.pid(), 200, devpi.url() + "+simple/made/", HTML));
      var link =
          Pattern.compile("href=\"([^\"#]+)")
              .matcher(
                  client
                      .send(
                          HttpRequest.newBuilder(URI.create(devpi.url() + "+simple/made/")).build(),
                          HttpResponse.BodyHandlers.ofString())
                      .body());
      if (!link.find()) {
        throw new IOException("devpi lists no file");
      }
      Comparison.rate("small wheel", 1)
          .run(
              TURNS,
              warm(
                  side(
                      8,
                      server.pid(),
                      200,
                      server.url("open", "pypi") + "/files/made/1.0/" + wheel.getFileName())),
              "devpi",
              side(
                  8,
                  devpi.pid(),
                  200,
                  URI.create(devpi.url() + "+simple/made/").resolve(link.group(1)).toString()));
    }
  }

  private void upload(Path wheel, String url, String user, String password) {
    new Shell(work, Map.of("HOME", work.toString()))
        .run(
            PythonClients.install("twine==7.0.0").resolve("twine").toString(),
            "upload",
            "--non-interactive",
            "--disable-progress-bar",
            "-u",
            user,
            "-p",
            password,
            "--repository-url",
            url,
            wheel.toString());
  }

  /** 64 who ask for a file of 200 MB that nobody has yet. */
  @Test
  void cold() throws Exception {
    try (var upstream = new ScriptedUpstream();
        var ours = new MeasuredServer(work.resolve("cold"), "up=maven=" + upstream.url())) {
      for (int i = 0; i < TURNS; i++) {
        var path = "/org/acme/large/" + i + "/large-" + i + ".jar";
        double used = Processor.seconds(ours.pid());
        long start = System.nanoTime();
        var times = new ColdFile(200_000_000, 64, path).run(upstream, ours.url("all", "maven"));
        System.out.printf(
            "figure: cold 200 MB, 64 readers: %d request(s) upstream; first byte after %.1f ms"
                + " (median), %.1f ms (last; at most 20); peak heap %d MiB (at most 128);"
                + " %.1f s, %.1f s of processor%n",
            upstream.count(path),
            times.get(times.size() / 2),
            times.getLast(),
            ours.peakHeap() >> 20,
            (System.nanoTime() - start) / 1e9,
            Processor.seconds(ours.pid()) - used);
      }
    }
  }
}
