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
    var registry = new Registry(1000);
    var npm = NodeClients.install("npm@10.9.9", "bin/npm-cli.js");
    new Installs(
            "npm",
            registry::files,
            (url, token) -> {
              var project =
                  new NodeProject(fresh(), npm, url + "/", token)
                      .with("package.json", Registry.PROJECT)
                      .with("package-lock.json", registry.lock(url));
              project.run("ci", "--no-audit", "--no-fund", "--loglevel=error");
            })
        .compare("npm ci, 1,000 packages", work, TURNS);
  }

  /**
   * {@code mvn verify} of a project with 300 dependencies, with its plugins at hand and the
   * settings of a build pod, which sends its token at once.
   */
  @Test
  void maven() throws Exception {
    var artifacts = new Artifacts(300);
    var local = work.resolve("local");
    Installs.Client client =
        (url, token) -> {
          var project = fresh();
          Files.writeString(project.resolve("pom.xml"), Artifacts.project());
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
          new Shell(work, Map.of()).run("rm", "-rf", local + Artifacts.GROUP);
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
        };
    plugins(artifacts, client);
    new Installs("maven", _ -> artifacts.files(), client)
        .compare("mvn verify, 300 dependencies", work, TURNS);
  }

  /** Fills the local repository with Maven's plugins, through the server. */
  private void plugins(Artifacts artifacts, Installs.Client client) throws Exception {
    try (var made = new ScriptedUpstream();
        var ours =
            new MeasuredServer(
                work.resolve("plugins"),
                "made=maven=" + made.url(),
                "central=maven=" + MavenUpstream.configured(new Shell(work, Map.of())))) {
      artifacts.files().forEach((path, bytes) -> made.has(path, "application/octet-stream", bytes));
      client.install(ours.url("all", "maven"), MeasuredServer.TOKEN);
    }
  }

  /** {@code pip install} of 100 packages. */
  @Test
  void pip() throws Exception {
    var wheels = new Wheels(work.resolve("wheels"), 100);
    var python = PythonClients.install("pip==25.3").resolve("python").toString();
    new Installs(
            "pypi",
            _ -> wheels.files(),
            (url, token) -> {
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
                          Wheels.name(0)));
            })
        .compare("pip install, 100 packages", work, TURNS);
  }
}
