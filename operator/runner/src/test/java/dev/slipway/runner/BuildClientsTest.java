package dev.slipway.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.core.build.BuildOrder;
import dev.slipway.core.build.BuildOrder.PackageEndpoint;
import dev.slipway.runner.shell.DriverProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands of a build find. Needs root for a process namespace of its own. */
final class BuildClientsTest {

  private static final String FIRST = "first-token";
  private static final String SECOND = "second-token";

  @TempDir Path folder;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final MaskedLog log = new MaskedLog(List.of(printed), List.of(), Clock.systemUTC());
  private DriverProcess driver;
  private Path shared;
  private Path token;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root makes a process namespace");
    shared = Files.createDirectories(folder.resolve("shared"));
    Files.createDirectories(shared.resolve("config"));
    token = Files.writeString(folder.resolve("token"), FIRST);
    driver =
        new DriverProcess(
            Files.createDirectories(folder.resolve("run")), Path.of("/bin/dash"), null);
    driver.shell().export("HOME", Files.createDirectories(folder.resolve("home")).toString());
  }

  @AfterEach
  void stop() throws IOException {
    if (driver != null) {
      driver.close();
    }
  }

  private static PackageEndpoint endpoint(String name, boolean hosted, PackageFormat... formats) {
    return new PackageEndpoint(
        name,
        hosted,
        Arrays.stream(formats)
            .collect(
                Collectors.toMap(
                    f -> f, f -> "http://server/repositories/" + name + "/" + f + "/")));
  }

  private BuildClients clients(PackageEndpoint... endpoints) throws IOException {
    return new BuildClients(
        new BuildOrder(
            "n",
            "b",
            "u",
            "p",
            1,
            null,
            "",
            List.of(),
            List.of(),
            Map.of(),
            null,
            null,
            List.of(endpoints),
            false,
            60,
            "http://server",
            "http://operator"),
        shared,
        token,
        log);
  }

  private String value(String expression) throws IOException {
    return driver.run("printf '%s' \"" + expression + "\"").output();
  }

  private BuildClients prepared() throws IOException {
    var clients =
        clients(
            endpoint("mirror", false, PackageFormat.npm),
            endpoint("libs", true, PackageFormat.values()));
    clients.prepare(driver.shell());
    return clients;
  }

  @Test
  void theFirstThatServesAFormatIsTheSourceAndTheFirstHostedOneTheTarget() throws IOException {
    prepared();
    assertThat(value("$PIP_INDEX_URL")).isEqualTo("http://server/repositories/libs/pypi/simple/");
    assertThat(value("$TWINE_REPOSITORY_URL")).isEqualTo("http://server/repositories/libs/pypi/");
    assertThat(value("$SLIPWAY_PACKAGES_MIRROR_NPM"))
        .isEqualTo("http://server/repositories/mirror/npm/");
    assertThat(Files.readString(shared.resolve("config/npmrc")))
        .startsWith("registry=http://server/repositories/mirror/npm/\n")
        .contains("//server/repositories/libs/npm/:_authToken=" + FIRST)
        .doesNotContain("always-auth");
    assertThat(Files.readString(shared.resolve(".npmrc")))
        .contains("//server/repositories/libs/npm/:always-auth=true\n")
        .doesNotContain(FIRST);
    assertThat(Files.readString(shared.resolve(".yarnrc.yml")))
        .contains("npmPublishRegistry: \"http://server/repositories/libs/npm/\"");
    assertThat(value("$MAVEN_ARGS")).contains("-gs " + shared + "/config/maven-settings.xml");
    assertThat(value("$GOPROXY")).matches("http://127.0.0.1:\\d+/repositories/libs/go");
  }

  @Test
  void aFormatThatNobodyServesIsLeftAlone() throws IOException {
    clients(endpoint("mirror", false, PackageFormat.npm)).prepare(driver.shell());
    assertThat(value("${PIP_INDEX_URL-none} ${MAVEN_ARGS-none} ${GOPROXY-none}"))
        .isEqualTo("none none none");
    assertThat(shared.resolve(".cargo/config.toml")).doesNotExist();
  }

  @Test
  void whatTheUserHasSetStays() throws IOException {
    var home = folder.resolve("home");
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(home.resolve(".m2/settings.xml"), "<settings/>");
    Files.writeString(home.resolve(".npmrc"), "registry=http://mine/\n");
    Files.writeString(home.resolve(".netrc"), "machine mine login a password b\n");
    driver.shell().export("MAVEN_ARGS", "-T4");
    driver.shell().export("PIP_INDEX_URL", "http://mine/simple/");
    var clients = prepared();
    assertThat(value("$PIP_INDEX_URL")).isEqualTo("http://mine/simple/");
    assertThat(value("$MAVEN_ARGS")).startsWith("-gs ").endsWith(" -T4");
    assertThat(home.resolve(".m2/settings.xml")).hasContent("<settings/>");
    assertThat(Files.readString(shared.resolve("config/npmrc")))
        .endsWith("registry=http://mine/\n");
    assertThat(Files.readString(shared.resolve("config/netrc")))
        .startsWith("machine server login token password " + FIRST)
        .endsWith("machine mine login a password b\n");
    driver.run("unset UV_DEFAULT_INDEX; TWINE_USERNAME=me");
    Files.writeString(token, SECOND);
    clients.afterCommand(driver.shell());
    assertThat(value("${UV_DEFAULT_INDEX-none} $TWINE_USERNAME $TWINE_PASSWORD"))
        .isEqualTo("none me " + SECOND);
    assertThat(value("$MAVEN_ARGS")).as("once").endsWith(" -T4").doesNotContain("-T4 -T4");
    assertThat(Files.readString(shared.resolve("config/npmrc")))
        .contains(SECOND)
        .endsWith("registry=http://mine/\n");
  }

  @Test
  void linksLeadToFilesThatStayFresh() throws IOException {
    var clients = prepared();
    var link = folder.resolve("home/.m2/settings.xml");
    assertThat(Files.readString(link)).contains(FIRST);
    assertThat(Files.readString(folder.resolve("home/.gradle/init.d/slipway.gradle")))
        .contains(shared + "/config/token");
    Files.writeString(token, SECOND);
    clients.afterCommand(driver.shell());
    assertThat(Files.readString(link)).contains(SECOND).doesNotContain(FIRST);
    assertThat(Files.readString(folder.resolve("home/.netrc"))).contains(SECOND);
  }

  @Test
  void noTokenIsShownInTheLog() throws IOException {
    var clients = prepared();
    Files.writeString(token, SECOND);
    clients.afterCommand(driver.shell());
    var basic =
        Base64.getEncoder().encodeToString(("token:" + SECOND).getBytes(StandardCharsets.UTF_8));
    var line = FIRST + " " + SECOND + " Basic " + basic + "\n";
    log.write(line.getBytes(StandardCharsets.UTF_8), 0, line.length());
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("*** *** Basic ***\n");
  }
}
