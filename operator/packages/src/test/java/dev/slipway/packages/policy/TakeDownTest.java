package dev.slipway.packages.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Versions that are taken down, in every format, over HTTP. */
final class TakeDownTest {

  @RegisterExtension final LibraryServer libraries = new LibraryServer();

  @ParameterizedTest
  @EnumSource(Library.class)
  void whatIsTakenDownIsGoneFromEveryRepositoryForGood(Library library) {
    library.put(libraries.upstream(), libraries.versions);
    var all = library + "-all";
    assertThat(libraries.get(all, library, library.file("1.1.0")).status()).isEqualTo(200);
    var coordinates = library.pattern().replaceAll("[$~]$", "").substring(1).split("/", 3);
    var name = library == Library.go ? "left.test%2Fleft" : coordinates[2];
    var call =
        "packages/%s/%s/%s/versions:takedown"
            .formatted(library, coordinates[1].isEmpty() ? "-" : coordinates[1], name);
    var body =
        "{\"versions\": [\"%s\"], \"reason\": \"malware\"}".formatted(library.version("1.1.0"));
    var answer = libraries.api().post(call, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"repositories\":[\"%s-all\",\"%s-outside\"]".formatted(library, library));
    for (var repository : List.of(all, library + "-outside")) {
      assertThat(libraries.listed(repository, library)).containsExactly("1.0.0", "1.2.0");
      assertThat(libraries.get(repository, library, library.file("1.1.0")).status()).isEqualTo(404);
    }
    var stranger = libraries.api().as("reader").post(call, body);
    assertThat(stranger.status()).isEqualTo(403);
    var unreasoned = libraries.api().post(call, "{\"versions\": [\"1.0.0\"]}");
    assertThat(unreasoned.status()).isEqualTo(400);
    assertThat(unreasoned.body()).contains("reason is missing");
  }

  @Test
  void aVersionOfNuGetIsTakenDownHoweverItIsWritten() {
    Library.nuget.put(libraries.upstream(), libraries.versions);
    var call = "packages/nuget/-/%s/versions:takedown".formatted("left");
    var answer =
        libraries.api().post(call, "{\"versions\": [\"1.1.0.0\"], \"reason\": \"malware\"}");
    assertThat(answer.at("/versions/0").asText()).isEqualTo("1.1.0");
    assertThat(libraries.listed("nuget-all", Library.nuget)).containsExactly("1.0.0", "1.2.0");
    var wrong = libraries.api().post(call, "{\"versions\": [\"one\"], \"reason\": \"malware\"}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.at("/detail").asText()).contains("one");
  }
}
