package dev.slipway.packages.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file on its way in. */
final class FetchTest {

  @TempDir Path folder;

  @Test
  void whoBeginsToReadAfterItHasBrokenOffHearsWhy() throws IOException, InterruptedException {
    var file = Files.writeString(folder.resolve("part"), "half");
    var fetch = new Fetch();
    fetch.flowing(file, 8, null);
    assertThat(fetch.await()).isTrue();
    fetch.failed(new UpstreamException("it ends after 4 of 8 bytes"));
    assertThatThrownBy(() -> fetch.copyTo(new ByteArrayOutputStream()))
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("it ends after 4 of 8 bytes");
  }
}
