package dev.slipway.packages.clients;

import static dev.slipway.packages.clients.BuildWithPackages.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.pypi.Wheel;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.PythonClients;
import dev.slipway.testkit.upstream.PypiUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real pip, uv, twine and poetry that know of the package server what a build pod tells them, and
 * nothing else. Then their token is exchanged: with the old one they are refused, with the new one
 * they go on.
 */
final class PythonBuildClientsIT {

  @TempDir Path folder;

  private BuildWithPackages build;

  @AfterEach
  void stop() {
    if (build != null) {
      build.close();
    }
  }

  private static String wheel(Path project, String name) throws IOException {
    return Wheel.make(project.resolve("dist"), name, "1.0", "Requires-Dist: six\n").toString();
  }

  @Test
  void pipUvAndTwineShareTheirSettings() throws IOException {
    build =
        new BuildWithPackages(
            folder, Format.pypi, PypiUpstream.configured(new Shell(folder, Map.of())));
    var project = build.pod().project("python");
    var twine = PythonClients.install("twine==7.0.0").resolve("twine").toString();
    var uv = PythonClients.install("uv==0.9.11").resolve("uv").toString();
    var python = PythonClients.install("pip==25.3").resolve("python").toString();
    build.done(project, Map.of(), twine, "upload", wheel(project, "acme_by_twine"));
    build.done(project, Map.of(), uv, "publish", wheel(project, "acme_by_uv"));
    write(
        project,
        "pyproject.toml",
        """
        [project]
        name = "app"
        version = "0.1.0"
        requires-python = ">=3.9"
        dependencies = ["acme-by-twine"]
        """);
    build.done(project, Map.of(), uv, "lock");
    assertThat(project.resolve("uv.lock"))
        .content()
        .contains("name = \"six\"")
        .doesNotContain(BuildWithPackages.FIRST);
    String[] install = {
      python, "-m", "pip", "install", "--no-cache-dir", "--target", "out", "acme-by-uv"
    };
    build.done(project, Map.of(), install);
    build.afterExchange(
        project, Map.of(), python, "-m", "pip", "download", "--no-cache-dir", "acme-by-twine");
    build.done(project, Map.of(), uv, "lock", "--upgrade", "--no-cache");
    build.done(project, Map.of(), twine, "upload", wheel(project, "acme_again"));
  }

  @Test
  void poetryPublishesToARepositoryByItsName() throws IOException {
    build =
        new BuildWithPackages(
            folder, Format.pypi, PypiUpstream.configured(new Shell(folder, Map.of())));
    var poetry = PythonClients.install("poetry==2.2.1").resolve("poetry").toString();
    var project = build.pod().project("poetry");
    write(
        project,
        "pyproject.toml",
        """
        [project]
        name = "acme-by-poetry"
        version = "1.0.0"
        description = "A demo"
        requires-python = ">=3.9"
        dependencies = ["six"]

        [[tool.poetry.source]]
        name = "all"
        url = "%ssimple/"
        priority = "primary"

        [build-system]
        requires = ["poetry-core"]
        build-backend = "poetry.core.masonry.api"
        """
            .formatted(build.url("all", "pypi")));
    write(project, "acme_by_poetry.py", "VERSION = '1.0.0'\n");
    build.done(project, Map.of(), poetry, "-n", "lock");
    build.done(project, Map.of(), poetry, "-n", "build");
    build.afterExchange(project, Map.of(), poetry, "-n", "publish", "-r", "libs");
  }
}
