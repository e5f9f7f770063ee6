package dev.slipway.core.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.Repository;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DependentsTest {

  private static Repository repository(String line) {
    var words = line.strip().split("[: ]+", -1);
    return Serialization.unmarshal(
        """
        apiVersion: slipway.dev/v1alpha1
        kind: Repository
        metadata: {name: %s, namespace: n}
        spec: {upstreams: [%s]}
        """
            .formatted(words[0], String.join(", ", Arrays.copyOfRange(words, 1, words.length))),
        Repository.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: b; b: c; c; d | c | a b",
        "a: b; b: c; c; d | a | ''",
        "a: gone; b: a; c | gone | a b",
        "a: b; b: a; c: b | a | a b c",
        "a: b c; b: d; c: d; d | d | a b c",
      })
  void thoseWhoseUpstreamsLeadToIt(String graph, String name, String dependents) {
    var all = Arrays.stream(graph.split(";", -1)).map(DependentsTest::repository).toList();
    assertThat(String.join(" ", new TreeSet<>(Dependents.of(all, name)))).isEqualTo(dependents);
  }
}
