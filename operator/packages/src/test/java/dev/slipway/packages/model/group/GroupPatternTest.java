package dev.slipway.packages.model.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.group.GroupPattern.Match;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GroupPatternTest {

  private static PackageName name(String text) {
    var words = text.split("/", 4);
    return new PackageName(Format.valueOf(words[1]), words[2], words[3]);
  }

  @ParameterizedTest
  @CsvSource({
    "/*, /npm//react, STRONG",
    "/npm/*, /npm//react, STRONG",
    "/npm/*, /npm/scope/react, STRONG",
    "/npm/*, /pypi//react, NONE",
    "/npm/scope/*, /npm/scope/react, STRONG",
    "/npm/scope/*, /npm/scopes/react, NONE",
    "/npm/scope/*, /npm/Scope/react, WEAK",
    "/npm//react$, /npm//react, STRONG",
    "/npm//react$, /npm/x/react, NONE",
    "/npm//react$, /npm//react-dom, NONE",
    "/npm//react$, /npm//React, WEAK",
    "/npm//my-package$, /npm//my_package, WEAK",
    "/npm//my-package$, /npm//my..package, WEAK",
    "/npm//my-package$, /npm//mypackage, NONE",
    "/npm//my-package$, /npm//my-pаckage, WEAK",
    "/npm//my-package$, /npm//mÿ-package, WEAK",
    "/npm/space/foo~, /npm/space/foo, STRONG",
    "/go//example.org/tool$, /go//example.org/tool, STRONG",
    "/go//example.org/tool$, /go//example.org/Tool, WEAK",
    "/go//example.org/tool~, /go//example.org/tool/v2, STRONG",
    "/npm/space/foo~, /npm/space/foo-bar, STRONG",
    "/npm/space/foo~, /npm/space/food, NONE",
    "/npm/space/foo~, /npm/space/foo2, NONE",
    "/npm/space/foo~, /npm/space/FOO-bar, WEAK",
    "/maven/com.anycompany~, /maven/com.anycompany/lib, STRONG",
    "/maven/com.anycompany~, /maven/com.anycompany.team/lib, STRONG",
    "/maven/com.anycompany~, /maven/com.anycompanyother/lib, NONE",
    "/maven/com.anycompany~, /maven/com-anycompany.team/lib, WEAK",
    "/maven/org.x/log4j-core$, /maven/org.x/log4j-core, STRONG",
  })
  void packagesFitPatterns(String pattern, String name, Match match) {
    assertThat(GroupPattern.parse(pattern).match(name(name))).isEqualTo(match);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "npm/x/y$ | it begins with a slash",
        "/ | it begins with a slash",
        "/npm/x | it ends in $, ~ or *",
        "/rpm/* | its first part is a format",
        "/npm$ | $ follows a whole name",
        "/npm/scope$ | $ follows a whole name",
        "/npm//$ | $ follows a whole name",
        "/npm/scope/foo-~ | ~ follows a letter or digit",
        "/npm~ | ~ follows a letter or digit",
        "/npm/scope/foo* | * stands alone after a slash",
        "/npm/a/b/c$ | it has at most a format, a namespace and a name",
        "/npm//a b$ | it has no blank and no #",
      })
  void whatIsNoPatternIsRefused(String text, String why) {
    assertThatThrownBy(() -> GroupPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pattern \"" + text + "\": " + why);
  }
}
