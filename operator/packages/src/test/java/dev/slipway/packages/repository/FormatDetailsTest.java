package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.cargo.CargoDetails;
import dev.slipway.packages.golang.GoDetails;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.model.VersionStatus;
import dev.slipway.packages.npm.NpmDetails;
import dev.slipway.packages.pypi.PypiDetails;
import dev.slipway.packages.repository.FormatDetails.Dependency;
import dev.slipway.packages.repository.FormatDetails.Kept;
import dev.slipway.packages.store.volume.VolumeBlobs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each format says of its versions, also of those that came from outside. */
final class FormatDetailsTest {

  private static final String METADATA =
      """
      Metadata-Version: 2.3
      Name: My_Project
      Version: 1.0
      Summary: A project
      License-Expression: MIT
      Project-URL: Source, https://git.example.com/p
      Project-URL: Homepage, https://p.example.com
      Requires-Dist: Requests[socks] >=2.0 ; python_version >= "3.9"
      Requires-Dist: pytest ; extra == "test"
      Requires-Dist: zope.interface

      # My project
      """;

  @TempDir Path folder;
  private VolumeBlobs blobs;

  @BeforeEach
  void open() throws IOException {
    blobs = new VolumeBlobs(folder.resolve("store"));
  }

  private Digests put(String text) throws IOException {
    return blobs.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Kept kept(Format format, String name, String metadata, String asset, Digests digests) {
    var assets = new TreeMap<String, Digests>();
    if (digests != null) {
      assets.put(asset, digests);
    }
    return new Kept(
        new PackageName(format, "", name),
        "1.0.0",
        new PackageVersion(
            VersionStatus.Published,
            new Origin(Origin.Type.EXTERNAL, "outside"),
            0,
            assets,
            metadata),
        blobs);
  }

  @Test
  void ofAPythonProjectItsMetadataTells() throws IOException {
    var details = new PypiDetails();
    var kept = kept(Format.pypi, "my-project", "", "my_project-1.0.whl.metadata", put(METADATA));
    assertThat(details.dependencies(kept))
        .containsExactly(
            new Dependency("", "requests", "regular", ">=2.0 ; python_version >= \"3.9\""),
            new Dependency("", "pytest", "optional", "; extra == \"test\""),
            new Dependency("", "zope-interface", "regular", ""));
    assertThat(details.readme(kept)).contains("# My project\n");
    var about = details.about(kept);
    assertThat(about.displayName()).isEqualTo("My_Project");
    assertThat(about.summary()).isEqualTo("A project");
    assertThat(about.sourceCodeRepository()).isEqualTo("https://git.example.com/p");
    assertThat(about.homePage()).isEqualTo("https://p.example.com");
    assertThat(about.licenses()).containsExactly("MIT");
  }

  @Test
  void ofACrateTheIndexTells() {
    var details = new CargoDetails();
    var kept =
        kept(
            Format.cargo,
            "demo",
            """
            {"name": "demo", "vers": "1.0.0", "description": "A demo", "deps": [
             {"name": "Serde", "req": "^1", "kind": "normal", "optional": false},
             {"name": "json", "package": "serde_json", "req": "1", "optional": true},
             {"name": "cc", "req": "*", "kind": "build"}]}
            """,
            "",
            null);
    assertThat(details.dependencies(kept))
        .containsExactly(
            new Dependency("", "serde", "normal", "^1"),
            new Dependency("", "serde_json", "optional", "1"),
            new Dependency("", "cc", "build", "*"));
    assertThat(details.about(kept).summary()).isEqualTo("A demo");
  }

  @Test
  void ofAModuleItsModuleFileAndItsZipTell() throws IOException {
    var details = new GoDetails();
    var module =
        """
        module example.com/m

        go 1.24

        require example.com/one v1.0.0
        require (
        \texample.com/two/v2 v2.1.0 // indirect
        \t"example.com/three" v0.0.0-20260101000000-abcdefabcdef
        )
        exclude example.com/four v1.0.0
        """;
    assertThat(
            details.dependencies(kept(Format.go, "example.com/m", "", "v1.0.0.mod", put(module))))
        .containsExactly(
            new Dependency("", "example.com/one", "regular", "v1.0.0"),
            new Dependency("", "example.com/two/v2", "indirect", "v2.1.0"),
            new Dependency(
                "", "example.com/three", "regular", "v0.0.0-20260101000000-abcdefabcdef"));
    var zip = folder.resolve("m.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("example.com/m@1.0.0/README.md"));
      out.write("# m\n".getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    try (var in = Files.newInputStream(zip)) {
      var kept = kept(Format.go, "example.com/m", "", "v1.0.0.zip", blobs.put(in));
      assertThat(details.readme(kept)).contains("# m\n");
    }
  }

  @Test
  void whatCannotBeReadIsAsIfItHadNotBeenSaid() throws IOException {
    var broken = put("broken");
    for (var details : new FormatDetails[] {new NpmDetails(), new CargoDetails()}) {
      var kept = kept(Format.npm, "demo", "{broken", "demo.tgz", broken);
      assertThat(details.dependencies(kept)).isEmpty();
      assertThat(details.readme(kept)).isEmpty();
      assertThat(details.about(kept).summary()).isEmpty();
    }
    var wheel = kept(Format.pypi, "demo", "", "demo-1.0-py3-none-any.whl", broken);
    assertThat(new PypiDetails().dependencies(wheel)).isEmpty();
    assertThat(new PypiDetails().readme(wheel)).isEmpty();
    assertThat(new GoDetails().readme(kept(Format.go, "m", "", "v1.zip", broken))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "pypi, '', My.Project, /pypi//my-project",
        "pypi, space, demo, -",
        "cargo, '', Demo, /cargo//demo",
        "go, '', Example.com/m, -",
        "go, '', example.com/Big, /go//example.com/Big",
        "npm, acme, demo, /npm/acme/demo",
        "npm, '', .demo, -",
        "maven, '', demo, -",
        "maven, com.example, demo, /maven/com.example/demo",
        "generic, org, demo, /generic/org/demo",
      })
  void namesAreBroughtIntoTheirNormalForm(
      Format format, String namespace, String name, String normal) {
    var details =
        switch (format) {
          case pypi -> new PypiDetails();
          case cargo -> new CargoDetails();
          case go -> new GoDetails();
          case npm -> new NpmDetails();
          default -> FormatDetails.NONE;
        };
    assertThat(details.name(format, namespace, name).map(PackageName::toString).orElse(null))
        .isEqualTo(normal);
  }
}
