package dev.slipway.packages.pypi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.store.Hashing;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.PythonClients;
import dev.slipway.testkit.upstream.PypiUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real pip, twine, uv and poetry against the server, which gets public projects from an index. */
final class PythonClientIT {

  private static final String SIX = "Requires-Dist: six (>=1.16)\nRequires-Python: >=3.7\n";

  @TempDir static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        TestServer.joining(
            folder.resolve("store"),
            "pypi",
            Format.pypi,
            PypiUpstream.configured(new Shell(folder, Map.of())));
    twine(Wheel.make(folder.resolve("dist"), "acme_demo", "1.0", SIX));
    twine(Wheel.make(folder.resolve("dist"), "acme_demo", "1.1", SIX));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Shell.Result run(Map<String, String> environment, Path program, String... words) {
    var command = new ArrayList<String>();
    command.add(program.toString());
    command.addAll(List.of(words));
    var all = new HashMap<>(environment);
    all.put("HOME", folder.resolve("home").toString());
    all.put("PIP_NO_INPUT", "1");
    all.put("PIP_FIND_LINKS", "");
    all.put("PIP_CONFIG_FILE", "/dev/null");
    return new Shell(folder, all).attempt(null, command.toArray(String[]::new));
  }

  private static String done(Shell.Result result) {
    assertThat(result.status()).as(result.output()).isZero();
    return result.output();
  }

  private static Shell.Result upload(Path file) {
    return run(
        Map.of(),
        PythonClients.install("twine==7.0.0").resolve("twine"),
        "upload",
        "--non-interactive",
        "--disable-progress-bar",
        "-u",
        "t",
        "-p",
        "writer",
        "--repository-url",
        server.url("libs", "pypi"),
        file.toString());
  }

  private static void twine(Path file) {
    done(upload(file));
  }

  private static String index() {
    return server.url("all", "pypi").replace("http://", "http://t:writer@") + "simple/";
  }

  @ParameterizedTest
  @ValueSource(strings = {"pip==20.3.4", "pip==22.3.1", "pip==25.3"})
  void pipInstallsWithDependencies(String client) {
    var target = folder.resolve(client.replace("==", "-"));
    var python = PythonClients.install(client).resolve("python");
    var output =
        done(
            run(
                Map.of("PIP_INDEX_URL", index()),
                python,
                "-m",
                "pip",
                "install",
                "--no-cache-dir",
                "-v",
                "--target",
                target.toString(),
                "acme.demo>=1.0"));
    assertThat(target.resolve("acme_demo.py")).content().contains("1.1");
    assertThat(target.resolve("six.py")).exists();
    if (client.endsWith("25.3")) {
      assertThat(output).as("resolved without the wheel").contains(".whl.metadata");
    }
  }

  @Test
  void pipKnowsAllVersionsAndHashes() throws IOException {
    var python = PythonClients.install("pip==25.3").resolve("python");
    assertThat(
            done(
                run(
                    Map.of("PIP_INDEX_URL", index()),
                    python,
                    "-m",
                    "pip",
                    "index",
                    "versions",
                    "Acme_Demo")))
        .contains("1.1, 1.0");
    var wheel = folder.resolve("dist/acme_demo-1.0-py3-none-any.whl");
    var digest = Hashing.of(Files.readAllBytes(wheel)).sha256();
    var requirements =
        Files.writeString(
            folder.resolve("requirements.txt"), "acme-demo==1.0 --hash=sha256:" + digest + "\n");
    done(
        run(
            Map.of("PIP_INDEX_URL", index()),
            python,
            "-m",
            "pip",
            "download",
            "--no-deps",
            "--require-hashes",
            "--no-cache-dir",
            "-d",
            folder.resolve("downloads").toString(),
            "-r",
            requirements.toString()));
    assertThat(folder.resolve("downloads/acme_demo-1.0-py3-none-any.whl"))
        .hasSameBinaryContentAs(wheel);
  }

  @Test
  void whatIsPublishedStays() throws IOException {
    var again = folder.resolve("dist/acme_demo-1.0-py3-none-any.whl");
    done(upload(again));
    var other = Wheel.make(folder.resolve("other"), "acme_demo", "1.0", "Requires-Dist: evil\n");
    var refused = upload(other);
    assertThat(refused.status()).isNotZero();
    assertThat(twine(refused)).contains("409", "is published with other content");
    var disguised = Wheel.make(folder.resolve("disguised"), "acme_demo", "3.0", "");
    var renamed = Files.move(disguised, disguised.resolveSibling("acme_demo-4.0-py3-none-any.whl"));
    var wrong = upload(renamed);
    assertThat(wrong.status()).isNotZero();
    assertThat(twine(wrong)).contains("400", "is not called as a file of acme-demo 3.0 has to be");
  }

  /** What twine prints, which breaks lines wherever they are long. */
  private static String twine(Shell.Result result) {
    return result.output().replaceAll("\\s+", " ");
  }

  @Test
  void uvResolvesLocksAndPublishes() throws IOException {
    var uv = PythonClients.install("uv==0.9.11").resolve("uv");
    var project = Files.createDirectories(folder.resolve("uv-project"));
    Files.writeString(
        project.resolve("pyproject.toml"),
        """
        [project]
        name = "app"
        version = "0.1.0"
        requires-python = ">=3.9"
        dependencies = ["acme-demo>=1.0"]
        """);
    var environment =
        Map.of(
            "UV_DEFAULT_INDEX",
            index(),
            "UV_CACHE_DIR",
            folder.resolve("uv-cache").toString(),
            "UV_PYTHON_DOWNLOADS",
            "never");
    done(run(environment, uv, "lock", "--project", project.toString()));
    assertThat(project.resolve("uv.lock"))
        .content()
        .contains("name = \"six\"", "upload-time = ", "size = ")
        .doesNotContain("writer@");
    done(run(environment, uv, "sync", "--frozen", "--project", project.toString()));
    var old =
        run(
            environment,
            uv,
            "pip",
            "compile",
            "--exclude-newer",
            "2020-01-01T00:00:00Z",
            "--no-header",
            project.resolve("pyproject.toml").toString());
    assertThat(old.output()).as("private uploads have a time too").contains("acme-demo");
    assertThat(old.status()).isNotZero();
    var wheel = Wheel.make(folder.resolve("dist"), "acme_by_uv", "1.0", "");
    done(
        run(
            environment,
            uv,
            "publish",
            "--publish-url",
            server.url("libs", "pypi"),
            "-u",
            "t",
            "-p",
            "writer",
            wheel.toString()));
    assertThat(
            new Shell(folder, Map.of())
                .run(
                    "curl",
                    "-s",
                    "-u",
                    "t:reader",
                    server.url("all", "pypi") + "simple/acme-by-uv/"))
        .contains("acme_by_uv-1.0-py3-none-any.whl");
  }

  @Test
  void poetryBuildsPublishesAndInstalls() throws IOException {
    var poetry = PythonClients.install("poetry==2.2.1").resolve("poetry");
    var project = Files.createDirectories(folder.resolve("poetry-project"));
    Files.writeString(
        project.resolve("pyproject.toml"),
        """
        [project]
        name = "acme-by-poetry"
        version = "1.0.0"
        description = "A demo"
        requires-python = ">=3.9"
        dependencies = ["acme-demo>=1.0"]

        [[tool.poetry.source]]
        name = "acme"
        url = "%s"
        priority = "primary"

        [build-system]
        requires = ["poetry-core"]
        build-backend = "poetry.core.masonry.api"
        """
            .formatted(server.url("all", "pypi") + "simple/"));
    Files.writeString(project.resolve("acme_by_poetry.py"), "VERSION = '1.0.0'\n");
    var environment =
        Map.of(
            "POETRY_HTTP_BASIC_ACME_USERNAME", "t",
            "POETRY_HTTP_BASIC_ACME_PASSWORD", "reader",
            "POETRY_HTTP_BASIC_LIBS_USERNAME", "t",
            "POETRY_HTTP_BASIC_LIBS_PASSWORD", "writer",
            "POETRY_REPOSITORIES_LIBS_URL", server.url("libs", "pypi"),
            "POETRY_CACHE_DIR", folder.resolve("poetry-cache").toString(),
            "POETRY_VIRTUALENVS_IN_PROJECT", "true");
    done(run(environment, poetry, "-C", project.toString(), "-n", "lock"));
    assertThat(project.resolve("poetry.lock")).content().contains("name = \"six\"");
    done(
        run(
            environment,
            poetry,
            "-C",
            project.toString(),
            "-n",
            "publish",
            "--build",
            "-r",
            "libs"));
    var page =
        new Shell(folder, Map.of())
            .run(
                "curl",
                "-s",
                "-u",
                "t:reader",
                "-H",
                "Accept: application/vnd.pypi.simple.v1+json",
                server.url("all", "pypi") + "simple/acme-by-poetry/");
    assertThat(page)
        .contains("acme_by_poetry-1.0.0.tar.gz", "acme_by_poetry-1.0.0-py3-none-any.whl")
        .contains("\"requires-python\":\">=3.9\"");
  }
}
