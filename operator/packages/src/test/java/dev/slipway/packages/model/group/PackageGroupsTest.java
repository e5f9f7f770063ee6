package dev.slipway.packages.model.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.PackageGroups.Mode;
import dev.slipway.packages.model.group.PackageGroups.Restriction;
import dev.slipway.packages.model.group.PackageGroups.Way;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PackageGroupsTest {

  private static final Restriction ALLOW = new Restriction(Mode.ALLOW, Set.of());
  private static final Restriction BLOCK = new Restriction(Mode.BLOCK, Set.of());

  private static final PackageGroups GROUPS =
      new PackageGroups(
          Map.of(
              GroupPattern.parse("/npm/*"),
              Map.of(Way.PUBLISH, BLOCK),
              GroupPattern.parse("/npm/acme/*"),
              Map.of(
                  Way.PUBLISH,
                  new Restriction(Mode.ALLOW_SPECIFIC_REPOSITORIES, Set.of("libs")),
                  Way.EXTERNAL_UPSTREAM,
                  BLOCK),
              GroupPattern.parse("/npm/acme/ui~"),
              Map.of(Way.PUBLISH, ALLOW),
              GroupPattern.parse("/npm//my-package$"),
              Map.of(Way.EXTERNAL_UPSTREAM, ALLOW)));

  private static PackageName npm(String namespace, String name) {
    return new PackageName(Format.npm, namespace, name);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'', react, PUBLISH, libs, false, /npm/*",
        "'', react, EXTERNAL_UPSTREAM, libs, true, /*",
        "acme, core, PUBLISH, libs, true, /npm/acme/*",
        "acme, core, PUBLISH, other, false, /npm/acme/*",
        "acme, ui-kit, PUBLISH, other, true, /npm/acme/ui~",
        "acme, ui-kit, EXTERNAL_UPSTREAM, libs, false, /npm/acme/*",
        "acme, uikit, PUBLISH, other, false, /npm/acme/*",
      })
  void theMostSpecificThatSaysSomethingDecides(
      String namespace, String name, Way way, String repository, boolean allowed, String by) {
    var decision = GROUPS.decide(npm(namespace, name), way, repository);
    assertThat(decision.allowed()).isEqualTo(allowed);
    assertThat(decision.decidedBy().text()).isEqualTo(by);
    assertThat(decision.message().isEmpty()).isEqualTo(allowed);
  }

  @Test
  void whatOnlyLooksLikeAPackageOfAGroupIsBlockedInEveryWay() {
    for (var way : Way.values()) {
      var decision = GROUPS.decide(npm("", "My_Package"), way, "libs");
      assertThat(decision.allowed()).isFalse();
      assertThat(decision.group().text()).isEqualTo("/npm//my-package$");
      assertThat(decision.message())
          .isEqualTo(
              "/npm//My_Package looks like a package of group /npm//my-package$ and is none;"
                  + " a group of its own would allow it");
    }
    assertThat(GROUPS.decide(npm("", "my-package"), Way.EXTERNAL_UPSTREAM, "libs").allowed())
        .isTrue();
  }

  @Test
  void aGroupOfItsOwnAllowsAVariation() {
    var groups =
        new PackageGroups(
            Map.of(
                GroupPattern.parse("/npm//my-package$"),
                Map.of(),
                GroupPattern.parse("/npm//my_package$"),
                Map.of()));
    assertThat(groups.decide(npm("", "my_package"), Way.PUBLISH, "libs").allowed()).isTrue();
    assertThat(groups.decide(npm("", "my.package"), Way.PUBLISH, "libs").allowed()).isFalse();
  }

  @Test
  void everyPackageIsInTheRoot() {
    assertThat(new PackageGroups(Map.of()).associated(npm("", "x"))).isEqualTo(GroupPattern.ROOT);
  }
}
