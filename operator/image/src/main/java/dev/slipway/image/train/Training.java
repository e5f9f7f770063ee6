package dev.slipway.image.train;

import dev.slipway.core.build.Driver;
import dev.slipway.core.build.PodPaths;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/**
 * One run of a command while the image is made, so that the JVM can keep what it loads: see the
 * script {@code train} beside the Dockerfile, which sets the environment. Each method prepares the
 * surroundings of its command; the servers end the process when the command is ready or done.
 */
public final class Training {

  private static final int API_PORT = 16_443;
  private static final int REPORT_PORT = 18_081;
  private static final String OWN = "http://localhost:18080";
  private static final String LEADS = "\nslipway_leader 1.0";
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int FAILED = 1;

  private final Path folder;

  /**
   * @param folder holds {@code server.p12}, the key of the API server
   */
  public Training(Path folder) {
    this.folder = folder;
  }

  /** Prepares a run of the command. */
  public void prepare(String command)
      throws IOException, GeneralSecurityException, GitAPIException {
    switch (command) {
      case "operator", "packages" -> {
        new EmptyApiServer(folder.resolve("server.p12"), API_PORT).start();
        boolean leads = command.equals("operator");
        Thread.ofPlatform().daemon().start(() -> endWhenReady(leads));
      }
      case "runner" -> {
        new ReportServer(REPORT_PORT).start();
        repository();
        startBuildContainer();
      }
      default -> throw new IllegalArgumentException("nothing is known of " + command);
    }
  }

  private static void endWhenReady(boolean leads) {
    long until = System.nanoTime() + LONGEST.toNanos();
    try (var client = HttpClient.newHttpClient()) {
      while ((leads && !get(client, "/metrics").contains(LEADS))
          || !get(client, "/readyz").startsWith("200")) {
        if (System.nanoTime() > until) {
          System.err.println("the command did not become ready");
          Runtime.getRuntime().halt(FAILED);
        }
        Thread.sleep(Duration.ofMillis(100));
      }
      System.exit(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Status and body; empty while nothing listens. */
  private static String get(HttpClient client, String path) throws InterruptedException {
    try {
      var request =
          HttpRequest.newBuilder(URI.create(OWN + path)).timeout(Duration.ofSeconds(5)).build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      return "";
    }
  }

  private void repository() throws IOException, GitAPIException {
    var tree = folder.resolve("git");
    Files.createDirectory(tree);
    Files.writeString(tree.resolve("file"), "text");
    try (var git = Git.init().setDirectory(tree.toFile()).setInitialBranch("main").call()) {
      git.add().addFilepattern("file").call();
      git.commit().setMessage("first").setAuthor("a", "a@example.org").setSign(false).call();
    }
  }

  private static void startBuildContainer() throws IOException {
    new ProcessBuilder("/bin/sh", "-c", Driver.text(), "driver", PodPaths.RUN)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
