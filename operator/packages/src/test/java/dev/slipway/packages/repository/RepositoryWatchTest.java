package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.packages.ScriptedCluster;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Repositories and what they name, as an API server over real HTTP has them. */
final class RepositoryWatchTest {

  private final Catalog catalog = new Catalog();
  private ScriptedCluster cluster;
  private RepositoryWatch watch;

  @BeforeEach
  void start() throws IOException {
    cluster = new ScriptedCluster();
    watch =
        new RepositoryWatch(
            cluster.client(),
            "default",
            catalog,
            Map.of("SLIPWAY_REMOTE_NPMJS", "http://npm.example/x/"));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static Repository repository(String spec) {
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: Repository
        metadata: {name: a, namespace: n, generation: 1}
        spec: {%s}
        """
            .formatted(spec),
        Repository.class);
  }

  private Optional<ExternalRepository> external() {
    return catalog.find("a").flatMap(v -> Optional.ofNullable(v.external()));
  }

  private String authorization() {
    return external().map(ExternalRepository::authorization).orElse("none");
  }

  @Test
  void credentialsAreReadAgainWhenTheyChange() throws IOException {
    watch.onAdd(
        repository("remote: {format: npm, url: 'http://up.example/', secretRef: {name: key}}"));
    assertThat(catalog.find("a")).as("without its Secret").isEmpty();
    cluster.secret("key", Map.of("username", "me", "password", "one\n"));
    watch.refresh(false);
    assertThat(authorization())
        .isEqualTo(
            "Basic "
                + Base64.getEncoder().encodeToString("me:one".getBytes(StandardCharsets.UTF_8)));
    var before = external().orElseThrow();
    cluster.secret("key", Map.of("token", "two"));
    watch.refresh(false);
    assertThat(authorization()).as("all is well with it").startsWith("Basic");
    watch.refresh(true);
    assertThat(authorization()).isEqualTo("Bearer two");
    assertThat(external().orElseThrow().client()).isNotSameAs(before.client());
    var same = external().orElseThrow();
    watch.refresh(true);
    assertThat(external().orElseThrow()).isSameAs(same);
  }

  @Test
  void whatWasServedIsServedOnWhenItsSecretIsGoneOrBad() throws IOException {
    cluster.secret("key", Map.of("token", "one"));
    watch.onAdd(
        repository("remote: {format: npm, url: 'http://up.example/', secretRef: {name: key}}"));
    assertThat(authorization()).isEqualTo("Bearer one");
    cluster.noSecret("key");
    watch.refresh(true);
    assertThat(authorization()).isEqualTo("Bearer one");
    cluster.secret("key", Map.of("token", "a\nb"));
    watch.refresh(true);
    assertThat(authorization()).isEqualTo("Bearer one");
    cluster.server().fails(ScriptedUpstream.status(500));
    watch.refresh(true);
    assertThat(authorization()).isEqualTo("Bearer one");
    cluster.server().fails(null);
    cluster.secret("key", Map.of("token", "two"));
    watch.refresh(false);
    assertThat(authorization()).as("what went wrong is tried again soon").isEqualTo("Bearer two");
  }

  @Test
  void aBuiltinIsWhereTheSettingsSay() {
    watch.onAdd(repository("remote: {format: npm, builtin: 'public:npmjs'}"));
    assertThat(external().orElseThrow().url()).isEqualTo("http://npm.example/x");
    watch.onAdd(repository("remote: {format: pypi, builtin: 'public:pypi'}"));
    assertThat(catalog.find("a")).as("its setting is missing").isEmpty();
  }

  @Test
  void requestsGoThroughTheProxy() throws Exception {
    try (var proxy = new ScriptedUpstream()) {
      proxy.fails(ScriptedUpstream.status(204));
      watch.onAdd(
          repository(
              "remote: {format: npm, url: 'http://nowhere.invalid/npm', proxy: '%s'}"
                  .formatted(proxy.url())));
      var request = HttpRequest.newBuilder(URI.create("http://nowhere.invalid/npm/x")).build();
      var response =
          external().orElseThrow().client().send(request, HttpResponse.BodyHandlers.discarding());
      assertThat(response.statusCode()).isEqualTo(204);
      assertThat(proxy.requests()).hasSize(1);
    }
  }

  @Test
  void certificatesThatAreNoneAreNamed() throws IOException {
    cluster.configMap("ca", Map.of("ca.crt", "not a certificate"));
    watch.onAdd(
        repository(
            "remote: {format: npm, url: 'https://up.example/', caRef: {name: ca, key: ca.crt}}"));
    assertThat(catalog.find("a")).isEmpty();
  }

  @Test
  void accessRulesBecomeGrants() {
    watch.onAdd(
        repository(
            """
            access: [
              {subjects: [{kind: ServiceAccount, name: ci}], verbs: [update], packages: '/npm/acme/*'},
              {subjects: [{kind: ServiceAccount, name: ci, namespace: m}, {kind: Group, name: devs}],
               verbs: [get, copy]}]
            """
                .strip()));
    var access = catalog.find("a").orElseThrow().access();
    var acme = new PackageName(Format.npm, "acme", "x");
    assertThat(access.allow("system:serviceaccount:n:ci", List.of(), "update", acme)).isTrue();
    assertThat(access.allow("system:serviceaccount:m:ci", List.of(), "update", acme)).isFalse();
    assertThat(access.allowEverywhere("system:serviceaccount:m:ci", List.of(), "copy")).isTrue();
    assertThat(access.allowEverywhere("ann", List.of("devs"), "get")).isTrue();
    assertThat(access.allowEverywhere("devs", List.of(), "get")).isFalse();
  }

  @Test
  void aPatternThatIsNoneKeepsTheRepositoryAway() {
    watch.onAdd(
        repository(
            "access: [{subjects: [{kind: User, name: x}], verbs: [get], packages: '/rpm/x*'}]"));
    assertThat(catalog.find("a")).isEmpty();
  }
}
