package dev.slipway.core.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.PackageGroup;
import dev.slipway.api.v1alpha1.PackageGroupStatus;
import dev.slipway.api.v1alpha1.ParentGroup;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PackageGroupPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** A group that was made at a minute of an hour: {@code name pattern minute}. */
  private static PackageGroup group(String text) {
    var words = text.strip().split(" +", -1);
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: PackageGroup
        metadata: {name: %s, namespace: n, generation: 3, creationTimestamp: '2025-01-01T00:%s:00Z'}
        spec: {pattern: '%s'}
        """
            .formatted(words[0], words[2], words[1]),
        PackageGroup.class);
  }

  /** Plans for the first of groups that are separated by semicolons. */
  private static PackageGroupStatus plan(String groups) {
    var all = Arrays.stream(groups.split(";", -1)).map(PackageGroupPlannerTest::group).toList();
    return PackageGroupPlanner.plan(
            new PackageGroupObservation(
                all.getFirst(), true, all.subList(1, all.size()), Set.of("libs")),
            NOW)
        .status();
  }

  private static String ready(PackageGroupStatus status) {
    var condition = status.conditions().getFirst();
    return condition.getStatus() + " " + condition.getReason() + ": " + condition.getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a /npm/acme/* 01 | - | /*",
        "a /npm/acme/* 01; b /npm/* 05 | b | /npm/*",
        "a /npm/acme/ui$ 01; b /npm/* 02; c /npm/acme/* 03 | c | /npm/acme/*",
        "a /npm/acme/ui$ 01; b /npm/* 02; c /npm/acme/ui~ 03; d /npm/acme/* 04 | c | /npm/acme/ui~",
        "a /npm/acme/* 01; b /npm/* 07; c /npm/* 05 | c | /npm/*",
        "a /npm/acme/* 01; b /npm/acme/x/y/z$ 02 | - | /*",
        "a /npm/acme/* 01; root /* 02 | root | /*",
      })
  void theMostSpecificGroupAroundItIsItsParent(String groups, String name, String pattern) {
    var status = plan(groups);
    assertThat(ready(status))
        .isEqualTo("True InForce: it counts for the packages of domain default");
    assertThat(status.parent()).isEqualTo(new ParentGroup(name, pattern));
    assertThat(status.observedGeneration()).isEqualTo(3);
  }

  @Test
  void nothingIsAroundTheRoot() {
    assertThat(plan("root /* 01; b /npm/* 01").parent()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a /npm/* 02; b /npm/* 01 | b",
        "b /npm/* 01; a /npm/* 01 | a",
        "a /npm/* 09; b /npm/* 03; c /npm/* 02 | c",
      })
  void ofTwoGroupsWithOnePatternTheOlderOneCounts(String groups, String other) {
    var status = plan(groups);
    assertThat(ready(status))
        .isEqualTo(
            "False Conflict: spec.pattern: PackageGroup "
                + other
                + " of domain default is older, has /npm/* already, and counts alone; change one"
                + " of the patterns, or delete one of the two");
    assertThat(status.parent()).isNull();
  }

  @Test
  void twoWritingsOfOneNameAreOnePattern() {
    assertThat(ready(plan("a /pypi//My_Tool$ 02; b /pypi//my-tool$ 01")))
        .startsWith("False Conflict: spec.pattern: PackageGroup b")
        .contains("has /pypi//my-tool$ already");
  }

  @Test
  void aPatternThatNothingFitsIsToldWithTheCure() {
    assertThat(ready(plan("a /pypi/requests~ 01")))
        .isEqualTo(
            "False InvalidPattern: spec.pattern: pattern \"/pypi/requests~\": packages of pypi"
                + " have no namespace, so none fits; write /pypi//requests~");
  }

  @Test
  void theOlderOfTwoIsReady() {
    assertThat(ready(plan("b /npm/* 01; a /npm/* 02"))).startsWith("True InForce");
  }

  @Test
  void aPatternThatIsNoneIsToldWithItsPlace() {
    var status = plan("a /npm/acme/foo-~ 01");
    assertThat(ready(status))
        .isEqualTo(
            "False InvalidPattern: spec.pattern: pattern \"/npm/acme/foo-~\": ~ follows a letter"
                + " or digit of a namespace or name; write * instead; it counts nowhere");
    assertThat(status.parent()).isNull();
  }

  @Test
  void whatItNamesAndIsNotThereIsToldWithItsPlace() {
    var group =
        Serialization.unmarshal(
            """
            apiVersion: slipway.dev/v1alpha1
            kind: PackageGroup
            metadata: {name: a, namespace: n, creationTimestamp: '2025-01-01T00:00:00Z'}
            spec:
              domain: team
              pattern: /npm/acme/*
              restrictions:
                publish: {mode: ALLOW_SPECIFIC_REPOSITORIES, repositories: [z, libs, y]}
                externalUpstream: {mode: BLOCK}
                internalUpstream: {mode: ALLOW_SPECIFIC_REPOSITORIES, repositories: [x]}
            """,
            PackageGroup.class);
    var unknown =
        """
        spec.restrictions.publish.repositories: there is no Repository y, z in domain team; create \
        it, or correct the name; spec.restrictions.internalUpstream.repositories: there is no \
        Repository x in domain team; create it, or correct the name""";
    var alone = List.<PackageGroup>of();
    var inDomain = new PackageGroupObservation(group, true, alone, Set.of("libs"));
    assertThat(ready(PackageGroupPlanner.plan(inDomain, NOW).status()))
        .isEqualTo("False RepositoryNotFound: " + unknown);
    var nowhere = new PackageGroupObservation(group, false, alone, Set.of("libs"));
    assertThat(ready(PackageGroupPlanner.plan(nowhere, NOW).status()))
        .isEqualTo(
            "False DomainNotFound: spec.domain: there is no Domain team in this namespace; create"
                + " it or name another; "
                + unknown);
  }
}
