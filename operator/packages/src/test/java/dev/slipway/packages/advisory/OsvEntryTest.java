package dev.slipway.packages.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OsvEntryTest {

  private static List<Affected> read(String text) throws IOException, UnusableEntry {
    return OsvEntry.read(new ObjectMapper().readTree(text.replace('\'', '"')), t -> t);
  }

  /** {@code introduced 1.0.0, fixed 2.0.0} as events. */
  private static String events(String text) {
    return Arrays.stream(text.split("; "))
        .map(e -> "{\"" + e.replace(" ", "\": \"") + "\"}")
        .collect(Collectors.joining(", "));
  }

  private static Affected one(String ecosystem, String events) throws Exception {
    return read(Osv.entry("A-1", ecosystem, "some", events(events))).getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    // ecosystem | events | inside | outside
    "npm, introduced 0; fixed 1.2.3, 0.0.1 1.2.2 1.2.3-rc.1 1.0.0+build, 1.2.3 1.2.3+x 2.0.0 x",
    "npm, introduced 1.0.0; last_affected 1.2.3, 1.0.0 1.2.3, 0.9.9 1.0.0-a 1.2.4",
    "npm, introduced 1.0.0, 1.0.0 99.0.0, 0.1.0",
    "npm, introduced 0; fixed 1.1.0; introduced 2.0.0; fixed 2.1.0, 1.0.0 2.0.5, 1.5.0 2.1.0",
    "npm, introduced 2.0.0; fixed 2.1.0; introduced 0; fixed 1.1.0, 1.0.0 2.0.5, 1.5.0 2.1.0",
    "npm, introduced 0; fixed 2.0.0; introduced 2.0.0; fixed 2.1.0, 1.0.0 2.0.0, 2.1.0",
    "npm, introduced 0; limit 3.0.0, 2.9.9, 3.0.0",
    "npm, introduced 0; limit *, 2.9.9 4.0.0, x",
    "npm, introduced 0; fixed 0.1.0; introduced 1.0.0; fixed 1.0.0, 0.0.9, 1.0.0 2.0.0",
    "NuGet, introduced 0; fixed 4.3.1.2, 4.3.1 4.3.1.1 4.3.1.2-beta, 4.3.1.2 5.0",
    "NuGet, introduced 1.0; fixed 2.0, 1.0.0.0 1.00 2.0.0-RC1, 2.0.0 0.9",
    "PyPI, introduced 0; fixed 2.0, 1.9 2.0rc1 2.0.dev1, 2.0.0 2.0.post1 1!0",
    "PyPI, introduced 1.0; last_affected 1.4, 1 1.4.0 v1.4, 1.4.1 1.0a1",
    "Maven, introduced 2.0-beta9; fixed 2.15.0, 2.0-rc1 2.14.1 2.15.0-SNAPSHOT, 2.0-beta1 2.15.0",
    "Go, introduced 0; fixed 0.0.0-20260101000000-aaaaaaaaaaaa, v0.0.0-20250101000000-b, v0.1.0",
    "Go, introduced 1.1.0; fixed 1.2.0, v1.1.0 v1.1.9, v1.2.0 v1.0.0",
    "crates, introduced 0.0.0-0; fixed 0.3.1, 0.0.1 0.3.0, 0.3.1",
  })
  void versionsAreInsideOrOutside(String ecosystem, String events, String inside, String outside)
      throws Exception {
    var found = read(Osv.entry("A-1", ecosystem, "some", events(events)));
    assertThat(inside.split(" ")).allMatch(v -> found.getFirst().contains(v));
    assertThat(outside.split(" ")).noneMatch(v -> found.getFirst().contains(v));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "introduced 0; fixed 1.2.3 | <1.2.3 | (, 1.2.3) | >=1.2.3",
        "introduced 1.0.0; fixed 1.2.3 | >=1.0.0 <1.2.3 | [1.0.0, 1.2.3) | >=1.2.3",
        "introduced 1.0.0; last_affected 1.2.3 | >=1.0.0 <=1.2.3 | [1.0.0, 1.2.3] | <0.0.0",
        "introduced 1.0.0; last_affected 1.0.0 | =1.0.0 | [1.0.0] | <0.0.0",
        "introduced 1.0.0 | >=1.0.0 | [1.0.0, ) | <0.0.0",
        "introduced 0 | * | (, ) | <0.0.0",
        "introduced 0; fixed 1.1.0; introduced 2.0.0; fixed 2.1.0 "
            + "| <1.1.0 || >=2.0.0 <2.1.0 | (, 1.1.0);[2.0.0, 2.1.0) | >=1.1.0 <2.0.0 || >=2.1.0",
      })
  void rangesAreWrittenAsClientsWriteThem(String events, String npm, String nuget, String patched)
      throws Exception {
    var affected = one("npm", events);
    assertThat(affected.npmRange()).isEqualTo(npm);
    assertThat(String.join(";", affected.nugetRanges())).isEqualTo(nuget);
    assertThat(affected.npmPatched()).isEqualTo(patched);
  }

  @Test
  void listedVersionsCountBesideRanges() throws Exception {
    var affected =
        read("""
                {'id': 'MAL-1', 'affected': [{'package': {'ecosystem': 'npm', 'name': 'a'},
                  'ranges': [{'type': 'SEMVER', 'events': [{'introduced': '2.0.0'}]},
                             {'type': 'GIT', 'events': [{'introduced': 'abc'}]}],
                  'versions': ['1.0.1', '2.0.0', 'odd', '1.0.1']}]}
                """)
            .getFirst();
    assertThat(affected.versions()).containsExactly("1.0.1", "odd");
    assertThat(List.of("1.0.1", "1.0.1+b", "odd", "3.0.0")).allMatch(affected::contains);
    assertThat(List.of("1.0.0", "even")).noneMatch(affected::contains);
    assertThat(affected.npmRange()).isEqualTo(">=2.0.0 || =1.0.1 || =odd");
    assertThat(affected.advisory().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(affected.advisory().title()).isEqualTo("MAL-1");
  }

  @Test
  void theEndThatGitHubKnowsEndsARange() throws Exception {
    var affected =
        read("""
                {'id': 'A-1', 'affected': [{'package': {'ecosystem': 'npm', 'name': 'a'},
                  'ranges': [{'type': 'SEMVER', 'events': [{'introduced': '0'}]}],
                  'database_specific': {'last_known_affected_version_range': '<= 1.2.3'}}]}
                """)
            .getFirst();
    assertThat(affected.npmRange()).isEqualTo("<=1.2.3");
  }

  @Test
  void severalPiecesOfOnePackageAreOneAndOtherPackagesAreTheirOwn() throws Exception {
    var all =
        read(
            """
            {'id': 'GHSA-aaaa-bbbb-cccc', 'affected': [
              {'package': {'ecosystem': 'PyPI', 'name': 'Some_Thing'}, 'ranges':
                [{'type': 'ECOSYSTEM', 'events': [{'introduced': '2'}, {'fixed': '2.1'}]}]},
              {'package': {'ecosystem': 'PyPI', 'name': 'some.thing'}, 'ranges':
                [{'type': 'ECOSYSTEM', 'events': [{'introduced': '0'}, {'fixed': '1.1'}]}]},
              {'package': {'ecosystem': 'Maven:other', 'name': 'org.a:b'}, 'versions': ['1']},
              {'package': {'ecosystem': 'Debian:12', 'name': 'some'}, 'versions': ['1']}]}
            """);
    assertThat(all).extracting(Affected::name).containsExactly("some-thing", "org.a:b");
    assertThat(all.getFirst().spans())
        .containsExactly(new Span("", "1.1", false), new Span("2", "2.1", false));
    assertThat(all.getFirst().fixed("2.0")).hasValue("2.1");
    assertThat(all.get(0).advisory().number("some-thing"))
        .isPositive()
        .isNotEqualTo(all.get(1).advisory().number("org.a:b"));
    assertThat(all.getFirst().advisory().url("http://here"))
        .isEqualTo("https://github.com/advisories/GHSA-aaaa-bbbb-cccc");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'database_specific': {'severity': 'MODERATE'} | MODERATE",
        "'database_specific': {'severity': 'medium'} | MODERATE",
        "'severity': [{'type': 'CVSS_V3', 'score': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'}]"
            + "| CRITICAL",
        "'severity': [{'type': 'CVSS_V4', 'score': 'CVSS:4.0/AV:N'}] | MODERATE",
        "'severity': [{'type': 'CVSS_V4', 'score':"
            + " 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'}] | CRITICAL",
        "'severity': [{'type': 'CVSS_V4', 'score':"
            + " 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'},"
            + " {'type': 'CVSS_V3', 'score':"
            + " 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H'}] | HIGH",
        "'severity': [] | MODERATE",
      })
  void theDatabasesWordCountsBeforeTheScore(String more, Severity severity) throws Exception {
    var entry =
        "{'id': 'A-1', 'affected': [{'package': {'ecosystem': 'npm', 'name': 'a'},"
            + " 'versions': ['1.0.0']}], "
            + more
            + "}";
    assertThat(read(entry).getFirst().advisory().severity()).isEqualTo(severity);
  }

  @Test
  void anAddressOfAReferenceIsTakenAndElseThisServersOwn() throws Exception {
    var entry =
        "{'id': 'ACME-1', 'affected': [{'package': {'ecosystem': 'npm', 'name': 'a'},"
            + " 'versions': ['1.0.0']}], 'references': [%s]}";
    assertThat(
            read(entry.formatted("{'type': 'ADVISORY', 'url': 'https://a.test/1'}"))
                .getFirst()
                .advisory()
                .url("http://here"))
        .isEqualTo("https://a.test/1");
    assertThat(
            read(entry.formatted("{'type': 'ADVISORY', 'url': 'javascript:alert(1)'}"))
                .getFirst()
                .advisory()
                .url("http://here"))
        .isEqualTo("http://here/advisories/entries/ACME-1");
  }

  @Test
  void aTitleHasNoControlCharactersAndIsShort() throws Exception {
    var entry =
        "{'id': 'A-1', 'summary': 'red \\u001b[31mx\\u202e\\n"
            + "y".repeat(500)
            + "', 'affected':"
            + " [{'package': {'ecosystem': 'npm', 'name': 'a'}, 'versions': ['1.0.0']}]}";
    var title = read(entry).getFirst().advisory().title();
    assertThat(title).startsWith("red  [31mx").hasSizeLessThanOrEqualTo(300);
    assertThat(title.chars().anyMatch(c -> c < ' ' || c == 0x202e)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id': 'A-1', 'withdrawn': '2026-01-01T00:00:00Z', 'affected': [{'package':"
            + " {'ecosystem': 'npm', 'name': 'a'}, 'versions': ['1.0.0']}]}",
        "{'id': 'A-1'}",
        "{'id': 'A-1', 'affected': [{'package': {'ecosystem': 'Debian', 'name': 'a'}}]}",
        "{'id': 'A-1', 'affected': [{'ranges': [{'type': 'GIT'}]}]}",
      })
  void whatIsWithdrawnOrAboutOthersSaysNothing(String entry) throws Exception {
    assertThat(read(entry)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[] | it is no JSON object",
        "{} | its id is missing, or is no id",
        "{'id': 'a b'} | its id is missing, or is no id",
        "{'id': '../x'} | its id is missing, or is no id",
        "{'id': 'A-1', 'schema_version': '2.0.0'} | its schema_version is 2.0.0, which is not 1",
        "{'id': 'A-1', 'affected': {}} | its field affected is no array",
        "{'id': 'A-1', 'affected': [{'package': {'ecosystem': 'npm', 'name': 'a'}, 'ranges':"
            + " [{'type': 'SEMVER', 'events': [{'introduced': '0'}, {'fixed': 'soon'}]}]}]}"
            + "| fixed soon is no version of npm",
      })
  void whatCannotBeUsedSaysWhy(String entry, String reason) {
    assertThatThrownBy(() -> read(entry)).isInstanceOf(UnusableEntry.class).hasMessage(reason);
  }

  @Test
  void packagesOfTheDomainAreFoundByTheNamesOfAdvisories() {
    assertThat(Ecosystem.NPM.normal(new PackageName(Format.npm, "acme", "left")))
        .isEqualTo("@acme/left");
    assertThat(Ecosystem.NPM.normal(new PackageName(Format.npm, "", "left"))).isEqualTo("left");
    assertThat(Ecosystem.MAVEN.normal(new PackageName(Format.maven, "org.a", "b")))
        .isEqualTo("org.a:b");
    assertThat(Ecosystem.GO.normal(new PackageName(Format.go, "", "a.test/Mod/v2")))
        .isEqualTo("a.test/Mod/v2");
    assertThat(Ecosystem.of(String.join(".", "crates", "io"))).hasValue(Ecosystem.CARGO);
    assertThat(Ecosystem.of("Packagist")).isEmpty();
    assertThat(Ecosystem.of("")).isEmpty();
  }
}
