package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.api.v1alpha1.DomainSpec;
import dev.slipway.api.v1alpha1.PackageGroup;
import dev.slipway.api.v1alpha1.PackageGroupSpec;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.PackageGroups.Way;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyReaderTest {

  private static final ObjectMapper YAML = new YAMLMapper();
  private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");

  private static DomainSpec domain(String yaml) throws JsonProcessingException {
    return YAML.readValue(yaml, DomainSpec.class);
  }

  private static PackageGroupSpec group(String yaml) throws JsonProcessingException {
    return YAML.readValue(yaml, PackageGroupSpec.class);
  }

  @Test
  void domainAndGroupsMakeOnePolicy() throws JsonProcessingException {
    var read =
        PolicyReader.read(
            domain(
                """
                minimumReleaseAge: 1h30m
                releaseAgeExceptions:
                - {packages: "/npm//axios$", versions: [1.14.2], author: ada, reason: hole,
                   expiresAt: "2026-04-01T00:00:00Z"}
                """),
            Map.of(
                "acme",
                group(
                    """
                    pattern: /npm/acme/*
                    minimumReleaseAge: 0s
                    restrictions:
                      publish: {mode: ALLOW_SPECIFIC_REPOSITORIES, repositories: [libs]}
                      externalUpstream: {mode: BLOCK}
                    """)));
    assertThat(read.problems()).isEmpty();
    var ours = new PackageName(Format.npm, "acme", "ui");
    var axios = new PackageName(Format.npm, "", "axios");
    var groups = read.policy().groups();
    assertThat(groups.decide(ours, Way.PUBLISH, "libs").allowed()).isTrue();
    assertThat(groups.decide(ours, Way.PUBLISH, "other").allowed()).isFalse();
    assertThat(groups.decide(ours, Way.EXTERNAL_UPSTREAM, "libs").allowed()).isFalse();
    assertThat(groups.decide(ours, Way.INTERNAL_UPSTREAM, "libs").allowed()).isTrue();
    assertThat(groups.decide(axios, Way.PUBLISH, "other").allowed()).isTrue();
    assertThat(read.policy().gate(ours, null, NOW).minimum()).isZero();
    var gate = read.policy().gate(axios, null, NOW);
    assertThat(gate.minimum()).isEqualTo(Duration.ofMinutes(90));
    assertThat(gate.refusal("1.14.2", NOW, false)).isEmpty();
    assertThat(gate.refusal("1.14.3", NOW, false)).isPresent();
  }

  @Test
  void whatCannotBeUsedIsToldAndTheRestCounts() throws JsonProcessingException {
    var read =
        PolicyReader.read(
            domain(
                """
                releaseAgeExceptions:
                - {packages: "npm", author: ada, reason: r, expiresAt: "2026-04-01T00:00:00Z"}
                - {packages: "/npm/*", author: bob, reason: r, expiresAt: "2026-02-30T00:00:00Z"}
                """),
            Map.of(
                "wrong", group("{pattern: /gems/*}"),
                "right", group("{pattern: /npm/*, restrictions: {publish: {mode: BLOCK}}}")));
    assertThat(read.problems())
        .hasSize(3)
        .anyMatch(p -> p.startsWith("packagegroup wrong: pattern \"/gems/*\""))
        .anyMatch(p -> p.startsWith("releaseAgeExceptions of ada: pattern \"npm\""))
        .anyMatch(p -> p.startsWith("releaseAgeExceptions of bob: "));
    var name = new PackageName(Format.npm, "", "axios");
    assertThat(read.policy().groups().decide(name, Way.PUBLISH, "libs").allowed()).isFalse();
  }

  private static PackageGroup made(String name, int minute, String age) {
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: PackageGroup
        metadata: {name: %s, namespace: n, creationTimestamp: '2026-01-01T00:%02d:00Z'}
        spec: {pattern: /npm/*, minimumReleaseAge: %s}
        """
            .formatted(name, minute, age),
        PackageGroup.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 1", "2, 1, 2", "1, 1, 1"})
  void ofTwoGroupsWithOnePatternTheOlderOneCounts(int first, int second, int hours) {
    var groups = PolicyReader.olderFirst(List.of(made("b", second, "2h"), made("a", first, "1h")));
    var read = PolicyReader.read(null, groups);
    assertThat(read.problems()).singleElement().asString().contains("has its pattern");
    assertThat(read.policy().gate(new PackageName(Format.npm, "", "x"), null, NOW).minimum())
        .isEqualTo(Duration.ofHours(hours));
  }
}
