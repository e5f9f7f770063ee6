package dev.slipway.packages.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.OriginControls;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.ManifestJson;
import dev.slipway.packages.store.ManifestJson.Written;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how long a server with 50,000 packages takes to answer, and how much memory it needs then,
 * while it looks at the whole store, and after everything was read: {@code ./mvnw verify -Pfigures
 * -Dit.test=LargeStoreFigures -pl operator/packages -am}. The server is a process with the options
 * of the image.
 */
final class LargeStoreFigures {

  private static final int PACKAGES = 50_000;
  private static final int VERSIONS = 3;
  private static final int READ = 5_000;
  private static final String METADATA = "{\"description\":\"" + "x".repeat(600) + "\"}";

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Prints its address, and looks at its store when it is told to. */
  static final class Program {
    public static void main(String[] arguments) throws IOException {
      var server = new TestServer(Path.of(arguments[0])).hosted("libs");
      System.out.println(server.url("libs", "generic"));
      while (System.in.read() >= 0) {
        server.tick();
        System.out.println("done");
      }
    }
  }

  private static String name(int i) {
    return "pkg-%05d".formatted(i);
  }

  private void fill() throws IOException {
    var json = ManifestJson.mapper();
    var origin = new Origin(Origin.Type.INTERNAL, "libs");
    var manifests = Files.createDirectories(folder.resolve("manifests/libs/generic/=org"));
    for (int i = 0; i < PACKAGES; i++) {
      var versions = new TreeMap<String, PackageVersion>();
      var assets = new TreeMap<String, Digests>();
      assets.put("a", blob("content " + i));
      for (int v = 0; v < VERSIONS; v++) {
        versions.put(
            "1." + v, new PackageVersion(VersionStatus.Published, origin, v, assets, METADATA));
      }
      var key = new PackageKey("libs", new PackageName(Format.generic, "org", name(i)));
      var manifest = new Manifest(OriginControls.OPEN, versions, new TreeMap<>());
      Files.write(
          manifests.resolve("=" + name(i) + ".json"),
          json.writeValueAsBytes(Written.of(key, manifest)));
    }
  }

  private Digests blob(String content) throws IOException {
    var bytes = content.getBytes(StandardCharsets.UTF_8);
    var digests = Hashing.of(bytes);
    var hex = digests.sha256();
    var file = folder.resolve("blobs/sha256").resolve(hex.substring(0, 3)).resolve(hex);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return digests;
  }

  private Process program() throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx112m",
                "-XX:MaxDirectMemorySize=32m",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xss512k",
                "-XX:MetaspaceSize=48m",
                "-XX:ReservedCodeCacheSize=48m"));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            folder.toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private int get(String url) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer reader")
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** Resident memory at its largest, MiB. */
  private static double peak(Process process) throws IOException {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      return lines
              .filter(l -> l.startsWith("VmHWM:"))
              .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow()
          >> 10;
    }
  }

  private static double seconds(Instant since) {
    return Duration.between(since, Instant.now()).toMillis() / 1000.0;
  }

  private static void print(String what, double value) {
    System.out.printf("figure: %-62s %8.2f%n", what, value);
  }

  @Test
  void fiftyThousandPackages() throws Exception {
    var filling = Instant.now();
    fill();
    print("50,000 packages: files are written, s", seconds(filling));
    var begun = Instant.now();
    var process = program();
    try (var out = process.inputReader(StandardCharsets.UTF_8);
        var in = process.outputWriter(StandardCharsets.UTF_8)) {
      var url = out.readLine();
      assertThat(get(url + "org/" + name(PACKAGES - 1) + "/1.0/a")).isEqualTo(200);
      double started = seconds(begun);
      var cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
      print("50,000 packages: process → first answer, s", started);
      print("50,000 packages: of that, processor time, s", cpu.toMillis() / 1000.0);
      print("50,000 packages: resident memory after start, MiB", peak(process));
      var looking = Instant.now();
      in.write('\n');
      in.flush();
      assertThat(out.readLine()).isEqualTo("done");
      print("50,000 packages: a look at the whole store, s", seconds(looking));
      print("50,000 packages: resident memory after it, MiB", peak(process));
      for (int i = 0; i < READ; i++) {
        int status = get(url + "org/" + name(i * (PACKAGES / READ)) + "/1.1/a");
        assertThat(status).isEqualTo(200);
      }
      assertThat(get(url + "org/")).isEqualTo(200);
      print("50,000 packages: resident memory after 5,000 reads, MiB", peak(process));
      assertThat(peak(process)).isLessThan(400);
      assertThat(started).isLessThan(3);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
