package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Caller;
import dev.slipway.packages.identity.Credentials;
import dev.slipway.packages.model.access.AccessGrant;
import dev.slipway.packages.model.access.AccessGrant.Subject;
import dev.slipway.packages.model.access.AccessGrants;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.repository.RepositoryView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A repository's own rules against requests of every format, without any role of the cluster. */
final class AccessRulesTest {

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private TestServer server;

  private static final class Names implements Access {
    @Override
    public Optional<Caller> caller(String header) {
      return Credentials.token(header).map(t -> new Caller(t, "", List.of()));
    }

    @Override
    public boolean mayUse(Caller caller, String verb, String repository) {
      return false;
    }

    @Override
    public boolean mayUseStore(Caller caller, String domain) {
      return false;
    }

    @Override
    public boolean mayAdminister(Caller caller, String verb, String domain) {
      return false;
    }
  }

  private static AccessGrant grant(String user, Set<String> verbs, String pattern) {
    return new AccessGrant(List.of(new Subject(false, user)), verbs, GroupPattern.parse(pattern));
  }

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder, new Names(), Map.of());
    var all = Set.of("get", "update", "delete");
    server.serves(
        new RepositoryView(
            "libs",
            List.of(),
            null,
            false,
            new AccessGrants(
                List.of(
                    grant("generic", all, "/generic/acme/*"),
                    grant("npm", all, "/npm/acme/*"),
                    grant("maven", all, "/maven/com.acme~"),
                    grant("pypi", all, "/pypi//acme~"),
                    grant("cargo", all, "/cargo//acme~"),
                    grant("go", all, "/go//acme$"),
                    grant("reader", Set.of("get"), "/*"),
                    grant("owner", Set.of("admin"), "/generic/acme/*"),
                    grant("copier", Set.of("copy", "get"), "/generic/acme/*")))));
    server.hosted("other");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** 403 is what rules refuse; anything else is the handlers' own answer. */
  @ParameterizedTest
  @CsvSource({
    "generic, PUT, generic/acme/x/1/f,                     true",
    "generic, PUT, generic/other/x/1/f,                    false",
    "generic, GET, generic/acme/,                          false",
    "generic, GET, generic/acme/x/,                        true",
    "npm,     GET, npm/@acme%2fx,                          true",
    "npm,     GET, npm/@acme/x/-/x-1.0.0.tgz,              true",
    "npm,     PUT, npm/@acme%2fx,                          true",
    "npm,     PUT, npm/@other%2fx,                         false",
    "npm,     PUT, npm/-/package/@acme%2fx/dist-tags/beta, true",
    "npm,     PUT, npm/-/package/@other%2fx/dist-tags/beta, false",
    "npm,     GET, npm/-/v1/search,                        false",
    "maven,   GET, maven/com/acme/x/1/x-1.jar,             true",
    "maven,   GET, maven/com/acme/sub/x/1/x-1.jar.sha1,    true",
    "maven,   GET, maven/com/acme/x/maven-metadata.xml,    true",
    "maven,   GET, maven/com/acme/x/1-SNAPSHOT/maven-metadata.xml.md5, true",
    "maven,   PUT, maven/com/acmes/x/1/x-1.jar,            false",
    "maven,   PUT, maven/org/x/x/1/x-1.jar,                false",
    "pypi,    GET, pypi/simple/acme-x/,                    true",
    "pypi,    GET, pypi/simple/other/,                     false",
    "pypi,    GET, pypi/simple/,                           false",
    "cargo,   GET, cargo/ac/me/acme-x,                     true",
    "cargo,   GET, cargo/ot/he/other,                      false",
    "cargo,   DELETE, cargo/api/v1/crates/acme-x/1.0.0/yank, true",
    "cargo,   DELETE, cargo/api/v1/crates/other/1.0.0/yank, false",
    "go,      GET, go/acme/@v/list,                        true",
    "go,      GET, go/other/@v/list,                       false",
    "reader,  GET, npm/-/v1/search,                        true",
    "reader,  GET, pypi/simple/,                           true",
    "reader,  PUT, npm/@acme%2fx,                          false",
    "nobody,  GET, npm/@acme%2fx,                          false",
  })
  void rulesByPackage(String user, String method, String path, boolean admitted)
      throws IOException, InterruptedException {
    assertThat(send(user, method, path, "") != 403).isEqualTo(admitted);
  }

  /** The metadata of a group speaks of all plugins in it, and its path is that of an artifact. */
  @Test
  void whoMayPublishAnArtifactChangesNoPluginOfTheGroupOfItsName() throws Exception {
    server.serves(
        new RepositoryView(
            "plugins",
            List.of(),
            null,
            false,
            new AccessGrants(
                List.of(
                    grant("owner", Set.of("get", "update"), "/*"),
                    grant("other", Set.of("get", "update"), "/maven/com/acme$")))));
    var group = "/repositories/plugins/maven/com/acme/";
    var metadata =
        "<metadata><plugins><plugin><name>x</name><prefix>%s</prefix><artifactId>x</artifactId>"
            + "</plugin></plugins></metadata>";
    var pom =
        "<project><groupId>com.acme</groupId><artifactId>x</artifactId><version>1</version>"
            + "<packaging>maven-plugin</packaging></project>";
    var versions =
        "<metadata><groupId>com.acme</groupId><artifactId>x</artifactId><versioning><versions>"
            + "<version>1</version></versions></versioning></metadata>";
    call("owner", "PUT", group + "x/1/x-1.pom", pom);
    call("owner", "PUT", group + "x/maven-metadata.xml", versions);
    call("owner", "PUT", group + "maven-metadata.xml", metadata.formatted("mine"));
    assertThat(call("owner", "GET", group + "maven-metadata.xml", "").body()).contains("mine");
    assertThat(
            call("other", "PUT", group + "maven-metadata.xml", metadata.formatted("evil"))
                .statusCode())
        .isEqualTo(201);
    assertThat(call("owner", "GET", group + "maven-metadata.xml", "").body()).contains("mine");
  }

  private int send(String user, String method, String path, String body)
      throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + "/repositories/libs/" + path))
                .header("Authorization", "Bearer " + user)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** The API, whose calls are about the same packages. */
  @ParameterizedTest
  @CsvSource({
    "generic, GET,    packages/generic/acme/x,                  true",
    "generic, GET,    packages/generic/acme/x/versions,         true",
    "generic, GET,    packages/generic/other/x,                 false",
    "generic, GET,    packages,                                 false",
    "generic, GET,    packages/generic/acme/x/dependents,       false",
    "generic, POST,   packages/generic/acme/x/versions:status,  true",
    "generic, POST,   packages/generic/acme/x/versions:delete,  true",
    "generic, POST,   packages/generic/acme/x/versions:dispose, false",
    "generic, PUT,    packages/generic/acme/x/origin,           false",
    "generic, POST,   packages/generic/other/x/versions:status, false",
    "owner,   POST,   packages/generic/acme/x/versions:dispose, true",
    "owner,   PUT,    packages/generic/acme/x/origin,           true",
    "owner,   PUT,    packages/generic/other/x/origin,          false",
    "owner,   DELETE, packages/generic/acme/x,                  true",
    "reader,  GET,    packages,                                 true",
    "reader,  GET,    packages/npm/-/x/dependents,              true",
    "reader,  POST,   packages/generic/acme/x/versions:status,  false",
    "nobody,  GET,    packages,                                 false",
  })
  void rulesOfTheApi(String user, String method, String path, boolean admitted)
      throws IOException, InterruptedException {
    assertThat(call(user, method, "/api/v1/repositories/libs/" + path, "{}").statusCode() != 403)
        .isEqualTo(admitted);
  }

  @ParameterizedTest
  @CsvSource({
    "copier, libs,  acme,  409",
    "copier, libs,  other, 403",
    "copier, other, acme,  403",
    "owner,  libs,  acme,  409",
  })
  void whoCopiesMayReadTheSourceToo(String user, String source, String namespace, int status)
      throws IOException, InterruptedException {
    server.serves(
        new RepositoryView(
            "prod",
            List.of(),
            null,
            false,
            new AccessGrants(List.of(grant(user, Set.of("copy"), "/generic/acme/*")))));
    var path = "/api/v1/repositories/prod/packages/generic/" + namespace + "/x/versions:copy";
    var body = "{\"sourceRepository\": \"" + source + "\", \"versions\": [\"1\"]}";
    assertThat(call(user, "POST", path, body).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"generic, libs", "reader, libs", "nobody, ''"})
  void thoseRepositoriesAreShownOfWhichSomethingMayBeRead(String user, String shown)
      throws IOException, InterruptedException {
    var body = call(user, "GET", "/api/v1/repositories", "").body();
    assertThat(body.contains("\"name\":\"libs\"")).isEqualTo(!shown.isEmpty());
    assertThat(body).doesNotContain("\"name\":\"other\"");
  }

  @ParameterizedTest
  @CsvSource({
    "reader,  events?repository=libs,  200",
    "reader,  pulls?repository=libs,   200",
    "reader,  pulls?repository=other,  403",
    "reader,  pulls,                   403",
    "generic, pulls?repository=libs,   403",
  })
  void recordsOfARepositoryAreReadByWhoMayReadAllOfIt(String user, String path, int status)
      throws IOException, InterruptedException {
    assertThat(call(user, "GET", "/api/v1/" + path, "").statusCode()).isEqualTo(status);
  }

  private HttpResponse<String> call(String user, String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Authorization", "Bearer " + user)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The name stands in the request: four bytes of length, JSON, four bytes, the crate. */
  @ParameterizedTest
  @CsvSource({"cargo, acme-x, false", "cargo, other, true", "reader, acme-x, true"})
  void aCrateIsPublishedByWhoMayPublishIt(String user, String crate, boolean refused)
      throws IOException, InterruptedException {
    var json = "{\"name\": \"" + crate + "\", \"vers\": \"1.0.0\"}";
    var body = (char) json.length() + "\0\0\0" + json + "\0\0\0\0";
    assertThat(send(user, "PUT", "cargo/api/v1/crates/new", body) == 403).isEqualTo(refused);
  }

  @ParameterizedTest
  @CsvSource({"pypi, acme-x, false", "pypi, other, true", "npm, acme-x, true"})
  void aProjectIsUploadedByWhoMayUploadIt(String user, String project, boolean refused)
      throws IOException, InterruptedException {
    var file = project.replace('-', '_') + "-1.0-py3-none-any.whl";
    var body = new StringBuilder();
    for (var field :
        List.of(
            ":action\"\r\n\r\nfile_upload",
            "protocol_version\"\r\n\r\n1",
            "name\"\r\n\r\n" + project,
            "version\"\r\n\r\n1.0",
            "filetype\"\r\n\r\nbdist_wheel",
            "content\"; filename=\"" + file + "\"\r\n\r\nPK")) {
      body.append("--b\r\nContent-Disposition: form-data; name=\"").append(field).append("\r\n");
    }
    var status =
        client
            .send(
                HttpRequest.newBuilder(URI.create(server.url() + "/repositories/libs/pypi/"))
                    .header("Authorization", "Bearer " + user)
                    .header("Content-Type", "multipart/form-data; boundary=b")
                    .POST(HttpRequest.BodyPublishers.ofString(body + "--b--\r\n"))
                    .build(),
                HttpResponse.BodyHandlers.discarding())
            .statusCode();
    assertThat(status == 403).isEqualTo(refused);
  }
}
