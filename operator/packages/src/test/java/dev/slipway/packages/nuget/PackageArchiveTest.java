package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.nuget.PackageDetails.Dependency;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in packages, and what is wrong with some. */
final class PackageArchiveTest {

  private static final String START = "<package><metadata><id>Demo</id><version>1.0</version>";
  private static final String END = "</metadata></package>";

  @TempDir Path folder;

  private PackageDetails read(byte[] bytes) throws IOException, Nuspec.Unusable {
    return PackageArchive.read(Files.write(folder.resolve("a.nupkg"), bytes));
  }

  private static Nupkg demo() {
    return Nupkg.of("Demo", "1.0");
  }

  @Test
  void aNuspecIsRead() throws IOException, Nuspec.Unusable {
    var details =
        read(
            demo()
                .bytes(
                    """
                    <?xml version="1.0"?>
                    <package xmlns="urn:nuspec">
                      <metadata minClientVersion="4.0">
                        <id>Demo</id><version>01.0.0.0-Beta+7</version><authors>Ann</authors>
                        <description>One &amp; <![CDATA[<two>]]></description>
                        <license type="expression">MIT</license>
                        <projectUrl>javascript:alert(1)</projectUrl>
                        <iconUrl>https://example.test/i.png</iconUrl>
                        <requireLicenseAcceptance>true</requireLicenseAcceptance>
                        <tags>one two, two;three</tags>
                        <packageTypes><packageType name="DotnetTool"/></packageTypes>
                        <dependencies>
                          <group targetFramework="net8.0"/>
                          <group targetFramework=".NETStandard2.0">
                            <dependency id="Other.Lib" version="1.2" exclude="Build"/>
                          </group>
                        </dependencies>
                      </metadata>
                    </package>
                    """
                        .strip()));
    assertThat(details.id()).isEqualTo("Demo");
    assertThat(details.version()).isEqualTo("1.0.0-Beta+7");
    assertThat(details.description()).isEqualTo("One & <two>");
    assertThat(details.licenseExpression()).isEqualTo("MIT");
    assertThat(details.projectUrl()).isNull();
    assertThat(details.iconUrl()).isEqualTo("https://example.test/i.png");
    assertThat(details.requireLicenseAcceptance()).isTrue();
    assertThat(details.minClientVersion()).isEqualTo("4.0");
    assertThat(details.tags()).containsExactly("one", "two", "three");
    assertThat(details.isOf("dotnettool")).isTrue();
    assertThat(details.isOf("Dependency")).isFalse();
    assertThat(details.dependencyGroups()).hasSize(2);
    assertThat(details.dependencyGroups().get(0).dependencies()).isEmpty();
    assertThat(details.dependencyGroups().get(1).targetFramework()).isEqualTo(".NETStandard2.0");
    assertThat(details.dependencyGroups().get(1).dependencies())
        .containsExactly(new Dependency("Other.Lib", "[1.2.0, )"));
    assertThat(PackageDetails.parse(details.text())).hasValue(details);
  }

  @Test
  void dependenciesOfOldNuspecsHoldForEveryFramework() throws IOException, Nuspec.Unusable {
    var xml = START + "<dependencies><dependency id='A'/></dependencies>" + END;
    var groups = read(demo().bytes(xml)).dependencyGroups();
    assertThat(groups).hasSize(1);
    assertThat(groups.getFirst().targetFramework()).isNull();
    assertThat(groups.getFirst().dependencies()).containsExactly(new Dependency("A", "(, )"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "{\"id\": \"a\"}", "no JSON", "{\"tags\": 7}"})
  void whatIsKeptMayBeSomethingElse(String text) {
    assertThat(PackageDetails.parse(text)).isEmpty();
  }

  static Stream<Arguments> bad() {
    var deep = "<a>".repeat(1000);
    return Stream.of(
        Arguments.of("no zip archive", "abc".getBytes(StandardCharsets.UTF_8)),
        Arguments.of("no nuspec at its root", demo().nuspec("sub/Demo.nuspec").bytes()),
        Arguments.of("several nuspecs", demo().has("Other.nuspec", "x").bytes()),
        Arguments.of("then it has to be the file's name", demo().nuspec("Other.nuspec").bytes()),
        Arguments.of("has no id", demo().bytes("<package><metadata/></package>")),
        Arguments.of("id is a b", Nupkg.of("a b", "1.0").nuspec("a.nuspec").bytes()),
        Arguments.of("id is a..b", Nupkg.of("a..b", "1.0").nuspec("a.nuspec").bytes()),
        Arguments.of("has no version", demo().bytes("<package><metadata><id>Demo</id>" + END)),
        Arguments.of("has version 1.x", Nupkg.of("Demo", "1.x").bytes()),
        Arguments.of("DOCTYPE", demo().bytes("<!DOCTYPE package>" + START + END)),
        Arguments.of(
            "DOCTYPE",
            demo()
                .bytes(
                    "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
                        + "<package><metadata><id>&x;</id>"
                        + END)),
        Arguments.of("no XML", demo().bytes(START + "&nothing;" + END)),
        Arguments.of("no XML", demo().bytes("<package>")),
        Arguments.of("elements deep", demo().bytes(START + deep)),
        Arguments.of("packed too tightly", demo().bytes(START + " ".repeat(900_000) + END)),
        Arguments.of("no range", demo().needs("A", "[2,1]").bytes()),
        Arguments.of("no id", demo().needs("A/B", "1").bytes()),
        Arguments.of("leads out of it: ../a", demo().has("../a", "x").bytes()),
        Arguments.of("leads out of it: a\\..\\..\\b", demo().has("a\\..\\..\\b", "x").bytes()),
        Arguments.of("leads out of it: /a", demo().has("/a", "x").bytes()));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void whatIsNoPackageIsRefusedWithTheReason(String reason, byte[] bytes) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(Nuspec.Unusable.class)
        .hasMessageContaining(reason);
  }
}
