package dev.slipway.packages.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.TestDomain;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.group.PackageGroups.Mode;
import dev.slipway.packages.model.group.PackageGroups.Restriction;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.ReleaseAge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API tells of package groups. */
final class GroupCallsTest {

  private static final String ACME = "groups/%2Fgeneric%2Facme%2F*";

  @RegisterExtension final TestDomain domain = TestDomain.hosting("libs", "prod");
  private Api api;

  @BeforeEach
  void start() {
    api = domain.api();
    for (var path :
        List.of(
            "libs/acme/ui", "prod/acme/ui", "prod/acme/core", "libs/acme/ui-kit", "libs/org/x")) {
      api.put(path + "/1/a", "one");
    }
    // A name that looks like another one is published only where somebody says so.
    api.send(
        "PUT",
        "/api/v1/repositories/libs/packages/generic/Acme/core/origin",
        "{\"restrictions\":{\"publish\":\"ALLOW\",\"upstream\":\"ALLOW\"}}");
    api.put("libs/Acme/core/1/a", "one");
    domain
        .server()
        .policy(
            new DomainPolicy(
                new PackageGroups(
                    Map.of(
                        GroupPattern.parse("/generic/*"),
                        Map.of(Way.EXTERNAL_UPSTREAM, new Restriction(Mode.BLOCK, Set.of())),
                        GroupPattern.parse("/generic/acme/*"),
                        Map.of(
                            Way.PUBLISH,
                            new Restriction(
                                Mode.ALLOW_SPECIFIC_REPOSITORIES, Set.of("prod", "libs", "old"))),
                        GroupPattern.parse("/generic/acme/ui~"),
                        Map.of())),
                ReleaseAge.NONE));
  }

  private List<String> associated(String path) {
    var found = new ArrayList<String>();
    api.get(path)
        .at("/packages")
        .forEach(
            p ->
                found.add(
                    p.at("/namespace").asText()
                        + "/"
                        + p.at("/package").asText()
                        + " "
                        + p.at("/associationType").asText()));
    return found;
  }

  @Test
  void groupsAreListedWithWhatCountsInThem() {
    assertThat(api.get("groups").at("/packageGroups").findValuesAsText("domainName")).hasSize(4);
    var first = api.get("groups?max=1&prefix=/generic/acme");
    assertThat(first.at("/packageGroups/0/pattern").asText()).isEqualTo("/generic/acme/*");
    var rest = api.get("groups?prefix=/generic/acme&after=" + first.at("/nextToken").asText());
    assertThat(rest.at("/packageGroups")).hasSize(1);
    assertThat(rest.at("/packageGroups/0/pattern").asText()).isEqualTo("/generic/acme/ui~");
    assertThat(rest.at("/nextToken").isMissingNode()).isTrue();
    assertThat(api.get("groups/%2Fgeneric%2Facme%2Fui~").at("/packageGroup").toString())
        .isEqualTo(
            """
            {"pattern":"/generic/acme/ui~","domainName":"test",\
            "parent":{"pattern":"/generic/acme/*"},"originConfiguration":{"restrictions":{\
            "PUBLISH":{"mode":"INHERIT","effectiveMode":"ALLOW_SPECIFIC_REPOSITORIES",\
            "inheritedFrom":{"pattern":"/generic/acme/*"},"repositoriesCount":3},\
            "EXTERNAL_UPSTREAM":{"mode":"INHERIT","effectiveMode":"BLOCK",\
            "inheritedFrom":{"pattern":"/generic/*"},"repositoriesCount":0},\
            "INTERNAL_UPSTREAM":{"mode":"INHERIT","effectiveMode":"ALLOW",\
            "inheritedFrom":{"pattern":"/*"},"repositoriesCount":0}}}}\
            """);
    var root = api.get("groups/%2F*").at("/packageGroup");
    assertThat(root.at("/parent").isMissingNode()).isTrue();
    assertThat(root.at("/originConfiguration/restrictions/PUBLISH").toString())
        .isEqualTo("{\"mode\":\"INHERIT\",\"effectiveMode\":\"ALLOW\",\"repositoriesCount\":0}");
    assertThat(
            api.get("groups/%2Fgeneric%2F*/subgroups")
                .at("/packageGroups")
                .findValuesAsText("domainName"))
        .hasSize(1);
  }

  @Test
  void allowedRepositoriesAreThoseThatTheGroupItselfNames() {
    var page = api.get(ACME + "/repositories?restriction=PUBLISH&max=2");
    assertThat(page.at("/allowedRepositories").toString()).isEqualTo("[\"libs\",\"old\"]");
    assertThat(
            api.get(
                    ACME
                        + "/repositories?restriction=PUBLISH&after="
                        + page.at("/nextToken").asText())
                .body())
        .isEqualTo("{\"allowedRepositories\":[\"prod\"]}");
    assertThat(
            api.get("groups/%2Fgeneric%2Facme%2Fui~/repositories?restriction=PUBLISH")
                .at("/allowedRepositories"))
        .isEmpty();
  }

  @Test
  void packagesOfAGroupComeFromAllRepositoriesEachOnce() {
    assertThat(associated(ACME + "/packages"))
        .containsExactly("Acme/core WEAK", "acme/core STRONG");
    assertThat(associated("groups/%2Fgeneric%2Facme%2Fui~/packages"))
        .containsExactly("acme/ui STRONG", "acme/ui-kit STRONG");
    assertThat(associated("groups/%2F*/packages")).isEmpty();
    assertThat(associated("groups/%2Fgeneric%2F*/packages")).containsExactly("org/x STRONG");
  }

  @Test
  void aGroupThatIsOnlyPlannedCanBeLookedAt() {
    var planned = "groups/%2Fgeneric%2Facme%2Fui$/packages";
    assertThat(api.get(planned).status()).isEqualTo(404);
    assertThat(associated(planned + "?preview=true")).containsExactly("acme/ui STRONG");
    assertThat(api.get(planned).at("/detail").asText())
        .isEqualTo(
            "there is no package group /generic/acme/ui$ in domain test; GET groups lists those"
                + " that count");
  }

  @Test
  void manyPackagesComeByPages() {
    IntStream.range(0, 530)
        .parallel()
        .forEach(i -> api.put((i < 510 ? "libs" : "prod") + "/many/p" + i + "/1/a", "one"));
    var seen = new ArrayList<String>();
    var after = "";
    int pages = 0;
    do {
      var page =
          api.get("groups/%2Fgeneric%2Fmany%2F*/packages?preview=true&max=200&after=" + after);
      seen.addAll(page.at("/packages").findValuesAsText("package"));
      after = page.at("/nextToken").asText();
      pages++;
    } while (!after.isEmpty());
    assertThat(seen).hasSize(530).doesNotHaveDuplicates().isSorted();
    assertThat(pages).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "acme, core, /generic/acme/*, STRONG",
    "acme, ui.next, /generic/acme/ui~, STRONG",
    "ACME, core, /generic/acme/*, WEAK",
    "other, x, /generic/*, STRONG",
  })
  void everyPackageHasAGroupAlsoOneThatIsNotThereYet(
      String namespace, String name, String group, String type) {
    var answer = api.get("packages/generic/" + namespace + "/" + name + "/group");
    assertThat(answer.at("/packageGroup/pattern").asText()).isEqualTo(group);
    assertThat(answer.at("/associationType").asText()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | groups/%2Frpm%2F* | 400 | its first part is a format",
        "GET | groups/%2Fnpm%2F* | 404 | there is no package group /npm/* in domain test",
        "GET | groups/%2F*/repositories | 400 | say which restriction: PUBLISH",
        "GET | groups/%2F*/repositories?restriction=ALL | 400 | write one of [PUBLISH",
        "GET | groups/%2F*/packages?after=x | 400 | x is no nextToken",
        "GET | groups/%2F*/more | 404 | there is no call at this path",
        "GET | groups/%2F*/packages/more | 404 | there is no call at this path",
        "PUT | groups/%2F* | 405 | PUT is not known here",
        "POST | packages/npm/-/x/group | 405 | POST is not known here",
      })
  void whatCannotBeAnsweredSaysWhy(String method, String path, int status, String why) {
    var answer = api.send(method, "/api/v1/" + path, null);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.at("/detail").asText()).contains(why);
  }

  @Test
  void onlyWhoMayReadAllRepositoriesIsAnswered() {
    assertThat(api.as("may:update").get("groups").status()).isEqualTo(403);
    assertThat(api.as("may:update").get("packages/npm/-/x/group").status()).isEqualTo(403);
    assertThat(api.as("").get("groups").status()).isEqualTo(401);
    assertThat(api.as("reader").get("groups").status()).isEqualTo(200);
  }
}
