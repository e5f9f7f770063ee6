package dev.slipway.packages.npm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.TestServer;
import dev.slipway.packages.advisory.Osv;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.NodeClients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real npm, pnpm and Yarn ask what is wrong with packages, and the domain's file answers. */
final class NpmAuditIT {

  private static final String GHSA = "GHSA-aaaa-bbbb-cccc";
  private static final String OWN = "ACME-2026-1";
  private static final String OTHER = "ACME-2026-2";

  @TempDir static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    server = new TestServer(folder.resolve("store")).hosted("libs");
    publish("@acme/left", "1.0.0", "{}");
    publish("@acme/left", "1.0.1", "{}");
    publish("@acme/top", "1.0.0", "{\"@acme/left\": \"1.0.0\"}");
    publish("@acme/alone", "1.0.0", "{}");
    publish("@acme/whole", "1.0.0", "{}");
    var file =
        Osv.entry(GHSA, "npm", "@acme/left", "{\"introduced\": \"1.0.0\"}, {\"fixed\": \"1.0.1\"}")
            + "\n"
            + Osv.entry(OWN, "npm", "@acme/alone", "{\"introduced\": \"0\"}")
            + "\n"
            + Osv.entry(OTHER, "npm", "@acme/top", "{\"introduced\": \"0\"}");
    var put =
        HttpRequest.newBuilder(URI.create(server.url("libs", "npm")).resolve("/advisories/test"))
            .header("Authorization", "Bearer writer")
            .PUT(HttpRequest.BodyPublishers.ofString(file))
            .build();
    var answer = HttpClient.newHttpClient().send(put, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static NodeProject project(String client, String program, String name) {
    return new NodeProject(
        folder.resolve(client.replace("/", "-") + "-" + name),
        NodeClients.install(client, program),
        server.url("libs", "npm"),
        "writer");
  }

  private static NodeProject npm(String version, String name) {
    return project("npm@" + version, "bin/npm-cli.js", name);
  }

  private static void publish(String name, String version, String dependencies) throws IOException {
    npm("11.21.2", name.substring(1).replace("/", "-") + version)
        .with(
            "package.json",
            "{\"name\": \"%s\", \"version\": \"%s\", \"dependencies\": %s}"
                .formatted(name, version, dependencies))
        .run("publish");
  }

  private static String app(String dependency, String range) {
    return "{\"name\": \"app\", \"version\": \"1.0.0\", \"dependencies\": {\"%s\": \"%s\"}}"
        .formatted(dependency, range);
  }

  private static void failed(Shell.Result result, String... words) {
    assertThat(result.output()).contains(words);
    assertThat(result.status()).isEqualTo(1);
  }

  private static JsonNode json(Shell.Result result) throws IOException {
    return new ObjectMapper().readTree(result.output().substring(result.output().indexOf('{')));
  }

  /** The status of npm 8 is 0 whatever it finds when Node is newer than it. */
  @ParameterizedTest
  @CsvSource({"8.19.4, 0", "9.9.4, 1", "10.9.9, 1", "11.21.2, 1"})
  void npmSaysWhatIsWrongAndTakesTheVersionThatIsRight(String version, int status)
      throws IOException {
    var app = npm(version, "app").with("package.json", app("@acme/left", "1.0.0"));
    assertThat(app.run("install", "--no-fund")).contains("1 high severity vulnerability");
    var audit = app.attempt("audit");
    assertThat(audit.output())
        .contains("advisories/" + GHSA, "Trouble in @acme/left", "Severity: high");
    assertThat(audit.status()).isEqualTo(status);
    assertThat(app.attempt("audit", "--audit-level=critical").status()).isZero();
    var report = json(app.attempt("audit", "--json"));
    assertThat(report.at("/metadata/vulnerabilities/high").asInt()).isEqualTo(1);
    assertThat(report.at("/vulnerabilities/@acme~1left/via/0/range").asText())
        .isEqualTo(">=1.0.0 <1.0.1");
    assertThat(report.at("/vulnerabilities/@acme~1left/via/0/cwe/0").asText()).isEqualTo("CWE-400");
    assertThat(report.at("/vulnerabilities/@acme~1left/via/0/cvss/score").asDouble())
        .isEqualTo(7.5);

    app.with("package.json", app("@acme/left", "^1.0.0"));
    app.run("audit", "fix", "--no-fund");
    assertThat(app.read("node_modules/@acme/left/package.json")).contains("1.0.1");
    assertThat(app.run("audit")).contains("found 0 vulnerabilities");
  }

  /** Its address leads to this server's own page of the advisory. */
  @Test
  void anAdvisoryOfOnesOwnIsToldWithItsId() throws IOException {
    var app = npm("11.21.2", "own").with("package.json", app("@acme/whole", "1.0.0"));
    assertThat(app.run("install", "--no-fund")).contains("found 0 vulnerabilities");
    app.with("package.json", app("@acme/alone", "1.0.0"));
    app.run("install", "--no-fund");
    failed(app.attempt("audit"), "/advisories/entries/" + OWN, "1 high");
  }

  /** It asks the older way, with a tree. */
  @Test
  void pnpmTen() throws IOException {
    var app =
        project("pnpm@10.20.0", "bin/pnpm.cjs", "app").with("package.json", app("@acme/top", "*"));
    app.run("install", "--store-dir", "store", "--no-frozen-lockfile");
    failed(
        app.attempt("audit"),
        GHSA,
        OTHER,
        ".>@acme/top>@acme/left",
        ">=1.0.0 <1.0.1",
        ">=1.0.1",
        "2 vulnerabilities found",
        "2 high");
    app.run("audit", "--audit-level", "critical");
    app.run("audit", "--fix");
    assertThat(app.read("pnpm-workspace.yaml")).contains("@acme/left@>=1.0.0 <1.0.1", ">=1.0.1");
  }

  @Test
  void yarnFour() throws IOException {
    var app =
        project("@yarnpkg/cli-dist@4.18.1", "bin/yarn.js", "app")
            .with("package.json", app("@acme/top", "*"))
            .with("yarn.lock", "")
            .with(
                ".yarnrc.yml",
                """
                npmRegistryServer: "%s"
                npmAlwaysAuth: true
                npmAuthToken: writer
                unsafeHttpWhitelist: ["127.0.0.1"]
                enableTelemetry: false
                enableGlobalCache: false
                npmMinimalAgeGate: 0
                nodeLinker: node-modules
                """
                    .formatted(server.url("libs", "npm")));
    app.run("install", "--no-immutable");
    failed(app.attempt("npm", "audit", "--recursive"), GHSA, "/entries/" + OTHER, ">=1.0.0 <1.0.1");
    app.with("package.json", app("@acme/whole", "*"));
    app.run("install", "--no-immutable");
    assertThat(app.run("npm", "audit", "--recursive")).contains("No audit suggestions");
  }
}
