package dev.slipway.packages.model.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.PackageGroups.Mode;
import dev.slipway.packages.model.group.PackageGroups.Restriction;
import dev.slipway.packages.model.group.PackageGroups.Way;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/*, -, /npm/*",
        "/npm/*, /*, /npm//my-package$ /npm/acme/*",
        "/npm/acme/*, /npm/*, /npm/acme/ui~",
        "/npm/acme/ui~, /npm/acme/*, ''",
        "/npm/acme/ui-kit$, /npm/acme/ui~, ''",
        "/pypi//x$, /*, ''",
      })
  void groupsFormATree(String pattern, String parent, String children) {
    var group = GroupPattern.parse(pattern);
    assertThat(GROUPS.parent(group).map(GroupPattern::text).orElse(null)).isEqualTo(parent);
    assertThat(
            GROUPS.children(group).stream()
                .map(GroupPattern::text)
                .collect(Collectors.joining(" ")))
        .isEqualTo(children);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/*, PUBLISH, -, ALLOW, /*",
        "/npm/*, PUBLISH, BLOCK, BLOCK, /npm/*",
        "/npm/acme/ui~, PUBLISH, ALLOW, ALLOW, /npm/acme/ui~",
        "/npm/acme/ui~, EXTERNAL_UPSTREAM, -, BLOCK, /npm/acme/*",
        "/npm/acme/ui~, INTERNAL_UPSTREAM, -, ALLOW, /*",
        "/npm//my-package$, PUBLISH, -, BLOCK, /npm/*",
      })
  void whatAGroupLeavesOutIsInherited(
      String pattern, Way way, Mode said, Mode effective, String from) {
    var counts = GROUPS.effective(GroupPattern.parse(pattern), way);
    assertThat(counts.said().map(Restriction::mode).orElse(null)).isEqualTo(said);
    assertThat(counts.effective().mode()).isEqualTo(effective);
    assertThat(counts.from().text()).isEqualTo(from);
  }
}
