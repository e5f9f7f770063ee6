package dev.slipway.packages.figures;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.identity.Identity;
import dev.slipway.packages.identity.OwnTokens;
import dev.slipway.packages.model.Format;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The package server in a process of its own, with the memory that the image gives it and callers
 * known by tokens.
 */
final class MeasuredServer implements AutoCloseable {

  /** As long as a ServiceAccount's token. */
  static final String TOKEN = "t".repeat(1100);

  private static final Path START = Path.of("..", "image", "src", "main", "docker", "slipway");
  private static final Pattern MEMORY = Pattern.compile("packages\\) memory=\"([^\"]+)\"");
  private static final Pattern OPTION = Pattern.compile(" (--?[-A-Za-z]\\S+=\\S+|-X\\S+)");

  /**
   * What runs in the process: a repository libs, one that everybody may read, open, and one of all
   * that stand for others, all. Arguments: the store, and NAME=FORMAT=URL of remote repositories.
   */
  static final class Program {
    private static final String REVIEWED =
        """
        {"apiVersion": "%s/v1", "kind": "%s", "status": {
          "authenticated": true, "allowed": true,
          "user": {"username": "system:serviceaccount:team:builder", "uid": "1", "groups": []}}}
        """;

    public static void main(String[] arguments) throws IOException {
      var api =
          new ScriptedUpstream()
              .has(
                  "/apis/authentication.k8s.io/v1/tokenreviews",
                  "application/json",
                  REVIEWED.formatted("authentication.k8s.io", "TokenReview"))
              .has(
                  "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                  "application/json",
                  REVIEWED.formatted("authorization.k8s.io", "SubjectAccessReview"));
      var client =
          new KubernetesClientBuilder()
              .withConfig(new ConfigBuilder().withMasterUrl(api.url()).build())
              .build();
      var store = Path.of(arguments[0]);
      var clock = Clock.systemUTC();
      var tokens = OwnTokens.open(store.resolve("identity"), "packages", clock);
      var access =
          new Identity(
              client,
              "team",
              TestServer.DOMAIN,
              "packages",
              tokens,
              clock,
              new CollectorRegistry());
      var server = new TestServer(store, access, Map.of());
      var remotes = new ArrayList<String>();
      Arrays.stream(arguments)
          .skip(1)
          .map(a -> a.split("=", 3))
          .forEach(
              a -> {
                server.remote(a[0], Format.valueOf(a[1]), a[2]);
                server.hosted("all-" + a[0], "libs", a[0]);
                remotes.add(a[0]);
              });
      server.hosted("libs").open("open").hosted("all", remotes.toArray(String[]::new));
      System.out.println(server.url("", ""));
      while (System.in.read() == '\n') {
        long peak =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(p -> p.getType() == MemoryType.HEAP)
                .mapToLong(p -> p.getPeakUsage().getUsed())
                .sum();
        System.out.println(peak);
      }
      System.exit(0);
    }
  }

  private final Process process;
  private final String url;

  MeasuredServer(Path store, String... remotes) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            Program.class.getName(),
            store.toString()));
    command.addAll(List.of(remotes));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var line = process.inputReader(StandardCharsets.UTF_8).readLine();
    if (line == null) {
      throw new IOException("the server does not start");
    }
    url = line.replaceFirst("/repositories/.*", "");
  }

  /** The options that the image's start script gives to Java. */
  private static List<String> options() throws IOException {
    var script = Files.readString(START);
    var memory = MEMORY.matcher(script);
    if (!memory.find()) {
      throw new IOException(START + " gives the package server no memory");
    }
    var options = new ArrayList<>(List.of(memory.group(1).split(" ", -1)));
    OPTION
        .matcher(script.substring(script.indexOf("\nexec java")))
        .results()
        .map(r -> r.group(1))
        .filter(o -> !o.contains("$"))
        .forEach(options::add);
    var more = System.getProperty("figures.java");
    if (more != null) {
      options.addAll(List.of(more.split(" ", -1)));
    }
    return options;
  }

  /** Address of a repository in a format, without a slash at the end. */
  String url(String repository, String format) {
    return url + "/repositories/" + repository + "/" + format;
  }

  long pid() {
    return process.pid();
  }

  /** The most that was in the heap at one time, bytes; each of its pools at its own worst time. */
  long peakHeap() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return Long.parseLong(process.inputReader(StandardCharsets.UTF_8).readLine());
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
