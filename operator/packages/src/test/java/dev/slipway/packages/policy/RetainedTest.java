package dev.slipway.packages.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.group.PackageGroups.Mode;
import dev.slipway.packages.model.group.PackageGroups.Restriction;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.ReleaseAge;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What was let in once stays, whatever is forbidden later and whether or not its bytes had room.
 */
final class RetainedTest {

  private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");
  private static final DomainPolicy BLOCKED =
      new DomainPolicy(
          new PackageGroups(
              Map.of(
                  GroupPattern.ROOT,
                  Map.of(Way.EXTERNAL_UPSTREAM, new Restriction(Mode.BLOCK, Set.of())))),
          ReleaseAge.NONE);

  @RegisterExtension final LibraryServer libraries = new LibraryServer();

  @BeforeEach
  void start() {
    for (var library : Library.values()) {
      libraries.server().hosted(library + "-far", library + "-all");
      library.put(libraries.upstream(), Map.of("1.0.0", OLD, "1.1.0", OLD));
    }
  }

  private Api.Answer get(Library library, String repository, String version) {
    return libraries.get(library + "-" + repository, library, library.file(version));
  }

  private String place(Library library, String repository) {
    return "repositories/%s-%s/packages/%s/%s"
        .formatted(
            library,
            repository,
            library,
            switch (library) {
              case maven -> "org.left/left";
              case go -> "-/left.test%2Fleft";
              default -> "-/left";
            });
  }

  private void evict() throws IOException {
    libraries.evict("left 1.0.0");
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void anEvictedFileComesAgainThoughItsGroupIsBlockedAndNothingNewDoes(Library library)
      throws IOException {
    assertThat(get(library, "all", "1.0.0").body()).isEqualTo("left 1.0.0");
    libraries.policy(BLOCKED);
    evict();
    assertThat(get(library, "all", "1.0.0").body()).isEqualTo("left 1.0.0");
    assertThat(get(library, "all", "1.1.0").status()).isEqualTo(404);
    assertThat(libraries.upstream().requests())
        .as("of what is new the outside hears nothing")
        .noneMatch(r -> r.path().contains("1.1.0") && r.path().matches(".*(jar|tgz|gz|pkg|zip)"));
    evict();
    assertThat(get(library, "far", "1.0.0").body())
        .as("kept in an upstream, asked for in another repository")
        .isEqualTo("left 1.0.0");
    assertThat(
            libraries
                .api()
                .get(place(library, "far") + "/versions/" + library.version("1.0.0"))
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void whatWasDeletedInARepositoryDoesNotComeBackThereWithTheBytesOfACopy(Library library)
      throws IOException {
    get(library, "all", "1.0.0");
    assertThat(
            libraries
                .api()
                .post(
                    place(library, "outside") + "/versions:delete",
                    "{\"versions\": [\"%s\"]}".formatted(library.version("1.0.0")))
                .status())
        .isEqualTo(200);
    libraries.policy(BLOCKED);
    evict();
    assertThat(get(library, "all", "1.0.0").body()).isEqualTo("left 1.0.0");
    assertThat(
            libraries
                .api()
                .get(place(library, "outside") + "/versions/" + library.version("1.0.0"))
                .status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void originControlsThatTakeNothingMoreLeaveWhatIsThere(Library library) throws IOException {
    get(library, "all", "1.0.0");
    for (var repository : new String[] {"all", "outside"}) {
      assertThat(
              libraries
                  .api()
                  .send(
                      "PUT",
                      "/api/v1/" + place(library, repository) + "/origin",
                      "{\"restrictions\": {\"publish\": \"BLOCK\", \"upstream\": \"BLOCK\"}}")
                  .status())
          .isEqualTo(200);
    }
    evict();
    assertThat(get(library, "all", "1.0.0").body()).isEqualTo("left 1.0.0");
    assertThat(get(library, "all", "1.1.0").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource(Library.class)
  void whatIsArchivedIsNotFetchedForAnybody(Library library) throws IOException {
    get(library, "all", "1.0.0");
    assertThat(
            libraries
                .api()
                .post(
                    place(library, "all") + "/versions:status",
                    "{\"versions\": [\"%s\"], \"targetStatus\": \"Archived\"}"
                        .formatted(library.version("1.0.0")))
                .status())
        .isEqualTo(200);
    evict();
    int before = libraries.upstream().requests().size();
    assertThat(get(library, "all", "1.0.0").status()).isEqualTo(404);
    assertThat(libraries.upstream().requests()).hasSize(before);
  }
}
