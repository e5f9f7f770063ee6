package dev.slipway.packages.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.group.PackageGroups.Mode;
import dev.slipway.packages.model.group.PackageGroups.Restriction;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.ReleaseAge;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What package groups say of what comes in, over HTTP. */
final class GroupRulesTest {

  @RegisterExtension final LibraryServer libraries = new LibraryServer();

  @Test
  void aGroupsBlockCountsMoreThanWhatThePackageAllows() {
    Library.npm.put(libraries.upstream(), libraries.versions);
    var block = new Restriction(Mode.BLOCK, Set.of());
    var pattern = GroupPattern.parse("/npm//left$");
    libraries.policy(
        new DomainPolicy(
            new PackageGroups(Map.of(pattern, Map.of(Way.EXTERNAL_UPSTREAM, block))),
            ReleaseAge.NONE));
    assertThat(libraries.get("npm-all", Library.npm, "left").status()).isEqualTo(404);
    assertThat(libraries.get("npm-all", Library.npm, Library.npm.file("1.0.0")).status())
        .isEqualTo(404);
    assertThat(libraries.upstream().requests()).as("the name is told to nobody outside").isEmpty();
    libraries.policy(
        new DomainPolicy(
            new PackageGroups(
                Map.of(GroupPattern.parse("/generic/acme/*"), Map.of(Way.PUBLISH, block))),
            ReleaseAge.NONE));
    var published = libraries.api().send("PUT", "/repositories/npm-all/generic/acme/tool/1/a", "x");
    assertThat(published.status()).isEqualTo(403);
    assertThat(published.body()).contains("package group /generic/acme/* does not allow PUBLISH");
  }

  @Test
  void whatOnlyLooksLikeAPackageOfAGroupIsNeitherPublishedNorPulled() {
    libraries.upstream().has("/my.package", "application/json", "{\"versions\": {\"1.0.0\": {}}}");
    libraries.policy(
        new DomainPolicy(
            new PackageGroups(Map.of(GroupPattern.parse("/npm//my-package$"), Map.of())),
            ReleaseAge.NONE));
    var pulled = libraries.get("npm-all", Library.npm, "my.package");
    assertThat(pulled.status()).isEqualTo(403);
    assertThat(pulled.body()).contains("looks like a package of group /npm//my-package$");
    assertThat(libraries.get("npm-all", Library.npm, "my.package/-/my.package-1.0.0.tgz").status())
        .isEqualTo(403);
    assertThat(libraries.upstream().requests()).isEmpty();
    var published =
        libraries.send(
            "PUT",
            "npm-all",
            Library.npm,
            "My_Package",
            """
            {"_id": "My_Package", "name": "My_Package", "dist-tags": {"latest": "1.0.0"},
             "versions": {"1.0.0": {"name": "My_Package", "version": "1.0.0", "dist": {}}},
             "_attachments": {"My_Package-1.0.0.tgz": {"data": "eA==", "length": 1}}}
            """);
    assertThat(published.status()).isIn(400, 403);
    assertThat(libraries.get("npm-all", Library.npm, "My_Package").status()).isNotEqualTo(200);
  }
}
