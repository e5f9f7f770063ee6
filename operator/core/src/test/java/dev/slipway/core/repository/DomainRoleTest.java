package dev.slipway.core.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.Repository;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DomainRoleTest {

  private static String rules(String domain, String... repositories) {
    var spec =
        Serialization.unmarshal(
            "apiVersion: slipway.dev/v1alpha1\nkind: Domain\nmetadata: {name: team}\nspec: {"
                + domain
                + "}",
            Domain.class);
    var all =
        Arrays.stream(repositories)
            .map(
                r ->
                    Serialization.unmarshal(
                        "apiVersion: slipway.dev/v1alpha1\nkind: Repository\nmetadata: {name: r}\n"
                            + "spec: {"
                            + r
                            + "}",
                        Repository.class))
            .toList();
    return new DomainRole(spec, all)
        .role(new ObjectMetaBuilder().withName("packages-team").build()).getRules().stream()
            .map(r -> r.getResources() + " " + r.getResourceNames() + " " + r.getVerbs())
            .collect(Collectors.joining("\n"));
  }

  @Test
  void aServerReadsNothingThatNothingNames() {
    assertThat(rules("", "", "remote: {format: npm, url: 'http://x/'}"))
        .isEqualTo(
            """
            [repositories] [] [get, list, watch]
            [packagegroups] [] [get, list, watch]
            [domains] [team] [get, list, watch]\
            """);
  }

  @Test
  void aServerReadsTheSecretsAndCertificatesThatAreNamed() {
    assertThat(
            rules(
                "identities: [{issuer: 'https://i', claims: {sub: x}, user: u, caRef: {name: i-ca, key: k}}]",
                "remote: {format: npm, url: 'http://x/', secretRef: {name: b}}",
                "remote: {format: pypi, url: 'http://y/', secretRef: {name: a}, caRef: {name: ca, key: k}}",
                "remote: {format: cargo, url: 'http://z/', secretRef: {name: b}}"))
        .endsWith(
            """
            [secrets] [a, b] [get]
            [configmaps] [ca, i-ca] [get]\
            """);
  }

  @Test
  void aServerReadsTheSecretsAndCertificatesOfItsWebhooks() {
    assertThat(
            rules(
                "webhooks: [{name: ci, url: 'https://h', secretRef: {name: hook}, caRef: {name: w-ca, key: k}}]",
                "remote: {format: npm, url: 'http://x/', secretRef: {name: b}}"))
        .endsWith(
            """
            [secrets] [b, hook] [get]
            [configmaps] [w-ca] [get]\
            """);
  }
}
