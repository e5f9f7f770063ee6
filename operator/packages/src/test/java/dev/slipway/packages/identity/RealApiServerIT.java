package dev.slipway.packages.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.packages.MovingClock;
import dev.slipway.testkit.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens, roles and the rules of resources, with a real API server. */
final class RealApiServerIT {

  private static final ApiServer API = ApiServer.get();

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();
  private String namespace;
  private String audience;
  private Identity identity;

  @BeforeEach
  void start() throws IOException {
    namespace = API.namespace();
    audience = "https://packages.slipway.dev/" + namespace + "/default";
    identity =
        new Identity(
            API.client(),
            namespace,
            "default",
            audience,
            OwnTokens.open(folder, audience, clock),
            clock,
            new CollectorRegistry());
  }

  /** As {@code kubectl create token NAME --audience AUDIENCE} does. */
  private String token(String name, String forAudience) {
    var accounts = API.client().serviceAccounts().inNamespace(namespace);
    if (accounts.withName(name).get() == null) {
      accounts
          .resource(
              new ServiceAccountBuilder().withNewMetadata().withName(name).endMetadata().build())
          .create();
    }
    return accounts
        .withName(name)
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(forAudience)
                .withExpirationSeconds(3600L)
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  @Test
  void aTokenIsForOneDomain() {
    var caller = identity.caller("Bearer " + token("me", audience)).orElseThrow();
    assertThat(caller.user()).isEqualTo("system:serviceaccount:" + namespace + ":me");
    assertThat(caller.isAccountOf(namespace)).isTrue();
    assertThat(identity.caller("Bearer " + token("me", audience + "2"))).isEmpty();
    assertThat(identity.caller("Bearer " + token("me", audience) + "x")).isEmpty();
  }

  @Test
  void theTokenOfAnAccountThatIsGoneIsRefused() {
    var token = "Bearer " + token("me", audience);
    assertThat(identity.caller(token)).isPresent();
    API.client().serviceAccounts().inNamespace(namespace).withName("me").delete();
    // The API server itself believes a token for ten seconds.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              clock.pass(Duration.ofMinutes(2));
              assertThat(identity.caller(token)).isEmpty();
            });
  }

  @Test
  void rolesOfTheClusterSayWhoMayPublish() {
    var caller = identity.caller("Bearer " + token("me", audience)).orElseThrow();
    assertThat(identity.mayUse(caller, "get", "libs")).isTrue();
    assertThat(identity.mayUse(caller, "update", "libs")).isFalse();
    API.client()
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName("publisher")
                .withNamespace(namespace)
                .endMetadata()
                .addNewRule()
                .withApiGroups("slipway.dev")
                .withResources("repositories/packages")
                .withResourceNames("libs")
                .withVerbs("update")
                .endRule()
                .build())
        .create();
    API.client()
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("publisher")
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "publisher")
                .addNewSubject("", "ServiceAccount", "me", namespace)
                .build())
        .create();
    await()
        .untilAsserted(
            () -> {
              clock.pass(Duration.ofSeconds(10));
              assertThat(identity.mayUse(caller, "update", "libs")).isTrue();
            });
    assertThat(identity.mayUse(caller, "update", "others")).isFalse();
    assertThat(identity.mayUse(caller, "delete", "libs")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "remote: {format: npm, url: 'https://up.example/', secretRef: {name: s}, proxy: 'http://p:3128'} | ''",
        "remote: {format: maven, builtin: 'public:maven-central'} | ''",
        "remote: {format: npm} | one of them",
        "remote: {format: npm, url: 'https://x/', builtin: 'public:npmjs'} | one of them",
        "remote: {format: generic, url: 'https://x/'} | remote.format must be",
        "remote: {format: npm, url: 'https://me:secret@x/'} | spec.remote.url",
        "remote: {format: npm, builtin: 'public:other'} | spec.remote.builtin",
        "access: [{subjects: [{kind: ServiceAccount, name: a}, {kind: ServiceAccount, name: a, namespace: m}, {kind: Group, name: a}], verbs: [get], packages: '/npm/acme/*'}] | ''",
        "access: [{subjects: [{kind: User, name: a, namespace: m}], verbs: [get]}] | only a ServiceAccount has a namespace",
        "access: [{subjects: [{kind: User, name: a}], verbs: [fly]}] | fly",
        "access: [{subjects: [{kind: User, name: a}], verbs: [get], packages: acme}] | spec.access[0].packages",
        "access: [{subjects: [], verbs: [get]}] | spec.access[0].subjects",
      })
  void theRulesOfARepository(String spec, String problem) {
    var repository =
        "apiVersion: slipway.dev/v1alpha1\nkind: Repository\nmetadata: {name: r, namespace: %s}\nspec: {%s}"
            .formatted(namespace, spec);
    created(repository, problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "issuer: 'https://ci.example', claims: {sub: x}, serviceAccount: {name: ci}, ttl: 30m | ''",
        "issuer: 'https://ci.example', claims: {sub: x}, user: ann, groups: [devs] | ''",
        "issuer: 'https://ci.example', claims: {}, user: ann | claims must name at least one claim",
        "issuer: 'https://ci.example', claims: {sub: x} | name one of them",
        "issuer: 'https://ci.example', claims: {sub: x}, user: ann, serviceAccount: {name: ci} | name one of them",
        "issuer: 'https://ci.example', claims: {sub: x}, serviceAccount: {name: ci}, groups: [g] | groups belong to a user",
        "issuer: 'https://ci.example', claims: {sub: x}, user: 'system:admin' | belong to the cluster",
        "issuer: 'https://ci.example', claims: {sub: x}, user: ann, groups: ['system:masters'] | belong to the cluster",
        "issuer: 'https://ci.example', claims: {sub: x}, user: ann, ttl: 13h | ttl is from 1m to 12h",
        "issuer: 'ftp://ci.example', claims: {sub: x}, user: ann | spec.identities[0].issuer",
      })
  void theRulesOfAnIdentity(String identity, String problem) {
    var domain =
        "apiVersion: slipway.dev/v1alpha1\nkind: Domain\nmetadata: {name: d, namespace: %s}\nspec: {identities: [{%s}]}"
            .formatted(namespace, identity);
    created(domain, problem);
  }

  /** As kubectl sends it. */
  private static void created(String yaml, String problem) {
    var object = Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    if (problem.isEmpty()) {
      assertThat(API.client().resource(object).create().getMetadata().getUid()).isNotNull();
    } else {
      assertThatThrownBy(() -> API.client().resource(object).create())
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining(problem);
    }
  }
}
