package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.advisory.NugetVulnerability;
import dev.slipway.packages.model.NuGetVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegistrationDocumentsTest {

  private static final Instant TIME = Instant.parse("2026-11-23T03:14:59Z");

  private static RegistrationDocuments documents(NugetVulnerability... advisories) {
    return new RegistrationDocuments(
        "https://h/v3", "https://h/v3/r", NuGetId.parse("Demo").orElseThrow(), List.of(advisories));
  }

  private static VersionEntry entry(String version, boolean listed) {
    return new VersionEntry(
        NuGetVersion.parse(version).orElseThrow(),
        PackageDetails.unknown("Demo", version),
        listed,
        TIME,
        null);
  }

  private static JsonNode index(int versions) {
    return documents()
        .index(IntStream.range(0, versions).mapToObj(i -> entry("1.0." + i, true)).toList());
  }

  @ParameterizedTest
  @CsvSource({"1, 1, true", "128, 1, true", "129, 3, false", "192, 3, false", "193, 4, false"})
  void pagesStandOutsideWhenThereAreManyVersions(int versions, int pages, boolean inline) {
    var index = index(versions);
    assertThat(index.path("items")).hasSize(pages);
    assertThat(index.path("items").findValuesAsText("lower")).hasSize(pages);
    for (var page : index.path("items")) {
      assertThat(page.has("items")).isEqualTo(inline);
      assertThat(page.path("@id").asText())
          .startsWith("https://h/v3/r/demo/" + (inline ? "index.json#page/" : "page/"));
    }
  }

  @Test
  void anIndexChangesWithEveryVersionBelowIt() {
    var listed = documents().index(List.of(entry("1.0.0", true)));
    var unlisted = documents().index(List.of(entry("1.0.0", false)));
    assertThat(unlisted.path("commitId")).isNotEqualTo(listed.path("commitId"));
    assertThat(documents().index(List.of(entry("1.0.0", true)))).isEqualTo(listed);
  }

  @Test
  void aWeakVersionSaysSo() {
    var documents = documents(new NugetVulnerability("https://a/1", 2, "[1.0, 1.2)"));
    var weak = documents.leaf(entry("1.1.9", true)).path("catalogEntry");
    assertThat(weak.at("/vulnerabilities/0/advisoryUrl").asText()).isEqualTo("https://a/1");
    assertThat(weak.at("/vulnerabilities/0/severity").asText()).isEqualTo("2");
    assertThat(documents.leaf(entry("1.2", true)).path("catalogEntry").has("vulnerabilities"))
        .isFalse();
  }

  @Test
  void advisoriesStandByTheIdOfThePackage() throws Exception {
    var advisories =
        new Vulnerabilities() {
          @Override
          public Map<String, List<NugetVulnerability>> known(String base) {
            return Map.of("demo", List.of(new NugetVulnerability("https://a/1", 3, "(, 1.2.0)")));
          }

          @Override
          public Instant updated() {
            return TIME;
          }
        };
    assertThat(VulnerabilityDocuments.index(advisories, "https://h/v3"))
        .isEqualTo(
            json(
                """
                [{"@name": "base", "@id": "https://h/v3/vulnerabilities/base.json",
                  "@updated": "2026-11-23T03:14:59Z"}]
                """));
    assertThat(VulnerabilityDocuments.page(advisories, "https://h/v3"))
        .isEqualTo(
            json(
                """
                {"demo": [{"url": "https://a/1", "severity": 3, "versions": "(, 1.2.0)"}]}
                """));
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }
}
