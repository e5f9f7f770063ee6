package dev.slipway.packages.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Repositories as they were, in every format, over HTTP. */
final class AsOfTest {

  @RegisterExtension final LibraryServer libraries = new LibraryServer();

  @ParameterizedTest
  @EnumSource(Library.class)
  void aViewOfThePastEndsThereAndIsOnlyRead(Library library) {
    library.put(libraries.upstream(), libraries.versions);
    var past =
        library + "-all/at/" + libraries.now.minus(Duration.ofDays(3)).toString().substring(0, 10);
    assertThat(libraries.listed(library + "-all", library)).hasSize(3);
    assertThat(libraries.get(library + "-all", library, library.file("1.2.0")).status())
        .isEqualTo(200);
    assertThat(libraries.listed(past, library)).containsExactly("1.0.0", "1.1.0");
    assertThat(libraries.get(past, library, library.file("1.2.0")).status()).isEqualTo(403);
    assertThat(libraries.get(past, library, library.file("1.0.0")).body()).isEqualTo("left 1.0.0");
    var written = libraries.send("PUT", past, library, library.file("2.0.0"), "x");
    assertThat(written.status()).isEqualTo(405);
    var nonsense = libraries.get(library + "-all/at/yesterday", library, library.index());
    assertThat(nonsense.status()).isEqualTo(400);
    assertThat(nonsense.body()).contains("2026-11-01");
  }
}
