package dev.slipway.packages.figures;

import dev.slipway.packages.npm.NodeProject;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.NodeClients;
import dev.slipway.testkit.client.PythonClients;
import dev.slipway.testkit.upstream.MavenUpstream;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how long installations take from the package server beside plain files and beside the
 * upstream itself: {@code ./mvnw verify -Pfigures -Dit.test=PackageInstallFigures
 * -Dslipway.cluster.skip=true}. A benchmark, no test. Needs nginx, as Debian packs it. All load
 * stays on loopback.
 */
final class PackageInstallFigures {

  private static final int TURNS = Integer.getInteger("figures.turns", 3);

  @TempDir Path work;

  /** The JDK's server, which upstreams are made of, would otherwise hold answers back for 40 ms. */
  @BeforeAll
  static void sendAtOnce() {
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** A new folder for each run of a client. */
  private Path fresh() throws IOException {
    return Files.createTempDirectory(work, "run");
  }

  private static void succeed(Shell.Result result) {
    if (result.status() != 0) {
      throw new IllegalStateException(result.output());
    }
  }

  /** {@code npm ci} of a project with a lock of 1,000 packages. */
  @Test
  void npm() throws Exception {
    var npm = NodeClients.install("npm@10.9.9", "bin/npm-cli.js");
    new Installs("npm", TURNS, turn -> new NpmProject(npm, new Registry("made" + turn, 1000)))
        .compare("npm ci, 1,000 packages", work);
  }

  private final class NpmProject implements Installs.Project {
    private final Path npm;
    private final Registry registry;

    NpmProject(Path npm, Registry registry) {
      this.npm = npm;
      this.registry = registry;
    }

    @Override
    public Map<String, byte[]> files(String url) {
      return registry.files(url);
    }

    @Override
    public void install(String url, String token) throws Exception {
      new NodeProject(fresh(), npm, url + "/", token)
          .with("package.json", registry.project())
          .with("package-lock.json", registry.lock(url))
          .run("ci", "--no-audit", "--no-fund", "--loglevel=error");
    }
  }

  /**
   * {@code mvn verify} of a project with 300 dependencies, with its plugins at hand and the
   * settings of a build pod, which sends its token at once.
   */
  @Test
  void maven() throws Exception {
    var local = work.resolve("local");
    plugins(new MavenProject(local, new Artifacts("first", 1)));
    new Installs("maven", TURNS, turn -> new MavenProject(local, new Artifacts("made" + turn, 300)))
        .compare("mvn verify, 300 dependencies", work);
  }

  private final class MavenProject implements Installs.Project {
    private final Path local;
    private final Artifacts artifacts;

    MavenProject(Path local, Artifacts artifacts) {
      this.local = local;
      this.artifacts = artifacts;
    }

    @Override
    public Map<String, byte[]> files(String url) {
      return artifacts.files();
    }

    @Override
    public void install(String url, String token) throws Exception {
      var project = fresh();
      Files.writeString(project.resolve("pom.xml"), artifacts.project());
      var settings =
          Files.writeString(
              project.resolve("settings.xml"),
              """
              <settings>
                <servers><server>
                  <id>all</id><username>t</username><password>%s</password>
                  <configuration>
                    <httpConfiguration><all><usePreemptive>true</usePreemptive></all></httpConfiguration>
                  </configuration>
                </server></servers>
                <mirrors><mirror><id>all</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>
              </settings>
              """
                  .formatted(token, url));
      new Shell(work, Map.of()).run("rm", "-rf", local + artifacts.folder());
      succeed(
          new Shell(project, Map.of())
              .attempt(
                  null,
                  "mvn",
                  "-B",
                  "-ntp",
                  "-q",
                  "-s",
                  settings.toString(),
                  "-Dmaven.repo.local=" + local,
                  "verify"));
    }
  }

  /** Fills the local repository with Maven's plugins, through the server. */
  private void plugins(MavenProject project) throws Exception {
    try (var made = new ScriptedUpstream();
        var ours =
            new MeasuredServer(
                work.resolve("plugins"),
                "made=maven=" + made.url(),
                "central=maven=" + MavenUpstream.configured(new Shell(work, Map.of())))) {
      project
          .files(made.url())
          .forEach((path, bytes) -> made.has(path, "application/octet-stream", bytes));
      project.install(ours.url("all", "maven"), MeasuredServer.TOKEN);
    }
  }

  /** {@code pip install} of 100 packages. */
  @Test
  void pip() throws Exception {
    var python = PythonClients.install("pip==25.3").resolve("python").toString();
    new Installs(
            "pypi",
            TURNS,
            turn -> new PipProject(python, new Wheels(work.resolve("wheels"), "made" + turn, 100)))
        .compare("pip install, 100 packages", work);
  }

  private final class PipProject implements Installs.Project {
    private final String python;
    private final Wheels wheels;

    PipProject(String python, Wheels wheels) {
      this.python = python;
      this.wheels = wheels;
    }

    @Override
    public Map<String, byte[]> files(String url) {
      return wheels.files();
    }

    @Override
    public void install(String url, String token) throws Exception {
      var index = token.isEmpty() ? url : url.replace("http://", "http://t:" + token + "@");
      succeed(
          new Shell(
                  work,
                  Map.of(
                      "PIP_INDEX_URL",
                      index + "/simple",
                      "PIP_FIND_LINKS",
                      "",
                      "PIP_CONFIG_FILE",
                      "/dev/null"))
              .attempt(
                  null,
                  python,
                  "-m",
                  "pip",
                  "install",
                  "-q",
                  "--no-cache-dir",
                  "--no-compile",
                  "--disable-pip-version-check",
                  "--target",
                  fresh().toString(),
                  wheels.name(0)));
    }
  }
}
