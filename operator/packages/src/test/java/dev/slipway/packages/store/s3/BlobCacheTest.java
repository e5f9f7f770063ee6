package dev.slipway.packages.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.store.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BlobCacheTest {

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();
  private BlobCache cache;

  @BeforeEach
  void open() throws IOException {
    cache = new BlobCache(folder.resolve("blobs"), 10, clock);
  }

  private static String hex(String text) {
    return Hashing.sha256(text);
  }

  private void take(String text) throws IOException {
    var file = Files.writeString(folder.resolve("aside"), text);
    assertThat(cache.take(file, hex(text), text.length())).hasContent(text);
    assertThat(file).doesNotExist();
  }

  @Test
  void whatWasUsedLastStays() throws IOException {
    take("aaaa");
    take("bbbb");
    clock.pass(Duration.ofMinutes(2));
    assertThat(cache.find(hex("aaaa"))).isPresent();
    take("cccc");
    assertThat(cache.find(hex("bbbb"))).isEmpty();
    assertThat(cache.find(hex("aaaa"))).isPresent();
    assertThat(cache.find(hex("cccc"))).isPresent();
  }

  @Test
  void whatSomebodyMayBeOpeningStays() throws IOException {
    take("aaaa");
    take("bbbb");
    take("cccc");
    assertThat(cache.find(hex("aaaa"))).isPresent();
    clock.pass(Duration.ofMinutes(2));
    take("dddd");
    assertThat(cache.find(hex("bbbb"))).isEmpty();
    assertThat(cache.find(hex("cccc"))).isEmpty();
    assertThat(cache.find(hex("aaaa"))).as("used after them").isPresent();
    assertThat(cache.find(hex("dddd"))).isPresent();
  }

  @Test
  void whatAnEarlierProcessLeftIsCheckedBeforeItIsUsed() throws IOException {
    take("aaaa");
    take("bbbb");
    var hex = hex("bbbb");
    Files.writeString(folder.resolve("blobs").resolve(hex.substring(0, 2)).resolve(hex), "bbbx");
    cache = new BlobCache(folder.resolve("blobs"), 10, clock);
    assertThat(cache.find(hex("aaaa")).orElseThrow()).hasContent("aaaa");
    assertThat(cache.find(hex)).isEmpty();
    take("bbbb");
    assertThat(cache.find(hex)).isPresent();
  }

  @Test
  void whatSomebodyRemovedFromTheFolderIsNotThere() throws IOException {
    take("aaaa");
    Files.delete(cache.find(hex("aaaa")).orElseThrow());
    assertThat(cache.find(hex("aaaa"))).isEmpty();
  }
}
