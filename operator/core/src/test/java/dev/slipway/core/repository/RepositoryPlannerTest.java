package dev.slipway.core.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.api.v1alpha1.Repository;
import dev.slipway.api.v1alpha1.RepositoryEndpoint;
import dev.slipway.api.v1alpha1.RepositoryStatus;
import dev.slipway.core.plan.Action;
import dev.slipway.core.plan.Plan;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RepositoryPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Domain domain(String ready) {
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: Domain
        metadata: {name: default, namespace: n}
        status: {conditions: [{type: Ready, status: '%s', lastTransitionTime: '2026-01-01T00:00:00Z'}]}
        """
            .formatted(ready),
        Domain.class);
  }

  private static Repository repository(String name, String domain, String... upstreams) {
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: Repository
        metadata: {name: %s, namespace: n, generation: 1}
        spec: {domain: %s, upstreams: [%s]}
        """
            .formatted(name, domain, String.join(", ", upstreams)),
        Repository.class);
  }

  /** Plans for the first of repositories that are written as {@code a: b c; b: c; c}. */
  private static Plan<RepositoryStatus> plan(Domain domain, String graph, String caProblem) {
    var all =
        Arrays.stream(graph.split(";", -1))
            .map(
                line -> {
                  var words = line.strip().split("[: ]+", -1);
                  return repository(
                      words[0], "default", Arrays.copyOfRange(words, 1, words.length));
                })
            .collect(Collectors.toMap(r -> r.getMetadata().getName(), r -> r));
    var first = all.get(graph.split("[:; ]", 2)[0]);
    return RepositoryPlanner.plan(new RepositoryObservation(first, domain, all, caProblem), NOW);
  }

  private static String ready(Plan<RepositoryStatus> plan) {
    var condition = plan.status().conditions().getFirst();
    return condition.getStatus() + " " + condition.getReason() + ": " + condition.getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: b; b: a | upstreams go in a circle: a → b → a",
        "a: a | upstreams go in a circle: a → a",
        "a: b; b: c | upstreams: there is no Repository c in domain default",
      })
  void upstreamsThatCannotBeSearched(String graph, String message) {
    var plan = plan(domain("True"), graph, null);
    assertThat(ready(plan)).isEqualTo("False InvalidRepository: " + message);
    assertThat(plan.status().endpoints()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "access: [{subjects: [{kind: User, name: x}], verbs: [get], packages: '/npm//foo-~'}]"
            + " | access[0].packages: pattern \"/npm//foo-~\": ~ follows a letter or digit of a"
            + " namespace or name; write * instead",
        "access: [{subjects: [{kind: User, name: x}], verbs: [get], packages: '/pypi/foo~'}]"
            + " | access[0].packages: pattern \"/pypi/foo~\": packages of pypi have no namespace,"
            + " so none fits; write /pypi//foo~",
        "retention: [{keepVersions: 1}, {keepVersions: 1, pattern: '/rpm/*'}]"
            + " | retention[1].pattern: pattern \"/rpm/*\": its first part is a format:"
            + " [maven, npm, pypi, nuget, cargo, go, generic]",
      })
  void aPatternThatCannotBeUsedIsToldWithItsPlace(String spec, String message) {
    var repository =
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: Repository
            metadata: {name: a, namespace: n}
            spec: {%s}
            """
                .formatted(spec),
            Repository.class);
    var seen = new RepositoryObservation(repository, domain("True"), Map.of("a", repository), null);
    assertThat(ready(RepositoryPlanner.plan(seen, NOW)))
        .isEqualTo("False InvalidRepository: " + message);
  }

  @Test
  void twoWaysToOneUpstreamAreNoCircle() {
    assertThat(ready(plan(domain("True"), "a: b c; b: d; c: d; d", null)))
        .isEqualTo("True Serving: the domain serves it");
  }

  @ParameterizedTest
  @CsvSource({"25, True", "26, False"})
  void atMostTwentyFiveAreSearched(int number, String ready) {
    var chain =
        IntStream.range(0, number)
            .mapToObj(i -> i == number - 1 ? "r" + i : "r" + i + ": r" + (i + 1))
            .collect(Collectors.joining(";"));
    var plan = plan(domain("True"), chain, null);
    assertThat(plan.status().conditions().getFirst().getStatus()).isEqualTo(ready);
  }

  @Test
  void aDomainThatIsNotReadyIsWaitedFor() {
    var plan = plan(domain("False"), "a", null);
    assertThat(ready(plan))
        .isEqualTo("False DomainNotReady: the package server of domain default is not ready");
    assertThat(plan.status().endpoints()).hasSize(7);
    assertThat(plan.actions()).isEmpty();
  }

  @Test
  void onlyTheDefaultDomainComesByItself() {
    assertThat(plan(null, "a", null).actions())
        .singleElement()
        .isInstanceOfSatisfying(
            Action.Create.class,
            c -> assertThat(c.object().getMetadata().getName()).isEqualTo("default"));
    var other = repository("a", "team");
    var plan =
        RepositoryPlanner.plan(
            new RepositoryObservation(other, null, new HashMap<>(Map.of("a", other)), null), NOW);
    assertThat(plan.actions()).isEmpty();
    assertThat(ready(plan))
        .isEqualTo("False InvalidRepository: there is no Domain team in this namespace");
  }

  @Test
  void certificatesThatAreNotThereAreLookedForAgain() {
    var plan = plan(domain("True"), "a", "remote.caRef: there is no ConfigMap ca");
    assertThat(ready(plan))
        .isEqualTo("False InvalidRepository: remote.caRef: there is no ConfigMap ca");
    assertThat(plan.nextDeadline()).hasValue(NOW.plusSeconds(15));
    assertThat(plan(domain("True"), "a", null).nextDeadline()).isEmpty();
  }

  @Test
  void aHostedRepositoryHasAnAddressForEachFormatAndAProxyOne() {
    var hosted = plan(domain("True"), "a", null).status().endpoints();
    assertThat(hosted.stream().map(RepositoryEndpoint::url))
        .allMatch(u -> u.startsWith("http://packages-default.n.svc/repositories/a/"))
        .map(u -> u.replaceFirst(".*/a/", ""))
        .containsExactly(
            "maven/", "npm/", "pypi/simple/", "nuget/v3/index.json", "cargo/", "go/", "generic/");
    var proxy =
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: Repository
            metadata: {name: a, namespace: n}
            spec: {remote: {format: pypi, url: 'http://up.example/simple/'}}
            """,
            Repository.class);
    var seen = new RepositoryObservation(proxy, domain("True"), Map.of("a", proxy), null);
    assertThat(RepositoryPlanner.plan(seen, NOW).status().endpoints())
        .singleElement()
        .isEqualTo(
            new RepositoryEndpoint(
                PackageFormat.pypi, "http://packages-default.n.svc/repositories/a/pypi/simple/"));
  }
}
