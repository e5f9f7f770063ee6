package dev.slipway.packages.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.Api;
import dev.slipway.packages.model.group.GroupPattern;
import dev.slipway.packages.model.group.PackageGroups;
import dev.slipway.packages.model.group.PackageGroups.Mode;
import dev.slipway.packages.model.group.PackageGroups.Restriction;
import dev.slipway.packages.model.group.PackageGroups.Way;
import dev.slipway.packages.model.policy.DomainPolicy;
import dev.slipway.packages.model.policy.ReleaseAge;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
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

  @TempDir Path folder;
  private LibraryServer libraries;

  @BeforeEach
  void start() throws IOException {
    libraries = new LibraryServer(folder);
    for (var library : Library.values()) {
      libraries.server().hosted(library + "-far", library + "-all");
      library.put(libraries.upstream(), Map.of("1.0.0", OLD, "1.1.0", OLD));
    }
  }

  @AfterEach
  void stop() {
    libraries.close();
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
    var hex = Hashing.of("left 1.0.0".getBytes(UTF_8)).sha256();
    Files.delete(
        folder.resolve(
            "blobs/sha256/%s/%s/%s".formatted(hex.substring(0, 2), hex.substring(2, 4), hex)));
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
