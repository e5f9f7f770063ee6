package dev.slipway.packages.model.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.access.AccessGrant.Subject;
import dev.slipway.packages.model.group.GroupPattern;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessGrantsTest {

  private static final String PUBLISHER = "system:serviceaccount:ci:publisher";

  private static final AccessGrants GRANTS =
      new AccessGrants(
          List.of(
              grant(Subject.account("ci", "publisher"), Set.of("update", "get"), "/npm/acme/*"),
              grant(new Subject(false, "ann"), Set.of("get"), "/*"),
              grant(new Subject(true, "admins"), Set.of("admin"), "/*"),
              grant(new Subject(false, "bob"), Set.of("admin"), "/pypi//demo~")));

  private static AccessGrant grant(Subject subject, Set<String> verbs, String pattern) {
    return new AccessGrant(List.of(subject), verbs, GroupPattern.parse(pattern));
  }

  private static PackageName name(String text) {
    var parts = text.split("/", -1);
    return new PackageName(Format.valueOf(parts[1]), parts[2], parts[3]);
  }

  @ParameterizedTest
  @CsvSource({
    "system:serviceaccount:ci:publisher, update, /npm/acme/one,  true",
    "system:serviceaccount:ci:publisher, delete, /npm/acme/one,  false",
    "system:serviceaccount:ci:publisher, update, /npm/other/one, false",
    "system:serviceaccount:ci:publisher, update, /pypi//acme,    false",
    "system:serviceaccount:cd:publisher, update, /npm/acme/one,  false",
    "ann,                                get,    /npm/acme/one,  true",
    "ann,                                update, /npm/acme/one,  false",
    "admins,                             get,    /npm/acme/one,  false",
    "bob,                                dispose, /pypi//demo,   true",
    "bob,                                update, /pypi//demo-x,  true",
    "bob,                                update, /pypi//demos,   false",
    "nobody,                             get,    /npm/acme/one,  false",
  })
  void whoMayDoWhatToWhichPackage(String user, String verb, String name, boolean allowed) {
    assertThat(GRANTS.allow(user, List.of(), verb, name(name))).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"get, true", "update, true", "copy, true", "dispose, true"})
  void adminIsEverythingForAllOfAGroup(String verb, boolean allowed) {
    assertThat(GRANTS.allow("eve", List.of("users", "admins"), verb, name("/maven/com.x/y")))
        .isEqualTo(allowed);
    assertThat(GRANTS.allowEverywhere("eve", List.of("admins"), verb)).isEqualTo(allowed);
  }

  /** A repository's list of packages, a search. */
  @Test
  void whatIsAboutNoPackageNeedsAllPackages() {
    assertThat(GRANTS.allowEverywhere("ann", List.of(), "get")).isTrue();
    assertThat(GRANTS.allowEverywhere(PUBLISHER, List.of(), "get")).isFalse();
    assertThat(GRANTS.allowSomewhere(PUBLISHER, List.of(), "update")).isTrue();
    assertThat(GRANTS.allowSomewhere(PUBLISHER, List.of(), "delete")).isFalse();
  }

  @Test
  void aNameThatOnlyLooksAlikeIsAnother() {
    var grants =
        new AccessGrants(
            List.of(grant(new Subject(false, "ann"), Set.of("update"), "/npm//my-package$")));
    assertThat(grants.allow("ann", List.of(), "update", name("/npm//my-package"))).isTrue();
    assertThat(grants.allow("ann", List.of(), "update", name("/npm//My_Package"))).isFalse();
  }

  @Test
  void withoutGrantsNobodyMayAnything() {
    assertThat(AccessGrants.NONE.allow("ann", List.of("admins"), "get", name("/npm//x"))).isFalse();
    assertThat(AccessGrants.NONE.allowSomewhere("ann", List.of(), "get")).isFalse();
  }
}
