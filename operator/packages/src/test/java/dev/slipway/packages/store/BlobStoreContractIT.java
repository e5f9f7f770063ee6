package dev.slipway.packages.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.packages.s3.Multipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every place for blobs does. */
final class BlobStoreContractIT {

  @TempDir static Path folder;
  private static Places places;

  @BeforeAll
  static void start() throws IOException {
    places = new Places(folder);
  }

  @AfterAll
  static void stop() {
    places.close();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void aBlobIsFoundByItsDigestNowAndLater(Places.Place place) throws IOException {
    var store = places.fresh(place);
    try (var open = places.open(store)) {
      var digests = open.blobs().put(bytes("abc"));
      assertThat(open.blobs().find(digests.digest()).orElseThrow()).hasContent("abc");
      assertThat(open.blobs().put(bytes("abc"))).isEqualTo(digests);
      var empty = open.blobs().put(bytes(""));
      assertThat(open.blobs().find(empty.digest()).orElseThrow()).isEmptyFile();
      assertThat(open.blobs().find("sha256:" + "0".repeat(64))).isEmpty();
      assertThat(open.blobs().find("sha256:../../../etc/passwd")).isEmpty();
      assertThat(open.blobs().find("sha256:")).isEmpty();
    }
    try (var open = places.open(places.again(store))) {
      assertThat(open.blobs().find(Hashing.of("abc".getBytes(UTF_8)).digest()).orElseThrow())
          .hasContent("abc");
      assertThat(open.blobs().find(Hashing.of(new byte[0]).digest()).orElseThrow()).isEmptyFile();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyBlobIsShownOnceAndMayBeRemoved(Places.Place place) throws IOException {
    try (var open = places.open(places.fresh(place))) {
      var blobs = open.blobs();
      var first = blobs.put(bytes("abc"));
      blobs.put(bytes("abc"));
      var other = blobs.put(bytes("other"));
      var seen = new ArrayList<BlobStore.Blob>();
      blobs.each(seen::add);
      assertThat(seen)
          .extracting(BlobStore.Blob::digest, BlobStore.Blob::size)
          .containsExactlyInAnyOrder(tuple(first.digest(), 3L), tuple(other.digest(), 5L));
      assertThat(seen)
          .allSatisfy(
              b ->
                  assertThat(Duration.between(b.keptAt(), Instant.now()).abs())
                      .isLessThan(Duration.ofMinutes(1)));
      assertThat(blobs.remove(first.digest())).isTrue();
      assertThat(blobs.remove(first.digest())).isFalse();
      assertThat(blobs.find(first.digest())).isEmpty();
      assertThat(blobs.find(other.digest())).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatBreaksOffLeavesNothing(Places.Place place) throws IOException {
    try (var open = places.open(places.fresh(place))) {
      var broken = new BrokenStream(bytes("x".repeat(100_000)));
      assertThatThrownBy(() -> open.blobs().put(broken)).hasMessage("cut off");
      open.blobs().each(b -> assertThat(b).isNull());
      try (var files = Files.list(open.blobs().waiting())) {
        assertThat(files).isEmpty();
      }
    }
  }

  /** Ends in the middle of a part, of those that are written and of those that are read. */
  @ParameterizedTest
  @EnumSource
  void aBlobOfManyPartsIsWhole(Places.Place place) throws IOException {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    var block = new byte[1 << 20];
    random.nextBytes(block);
    var store = places.fresh(place);
    String digest;
    try (var open = places.open(store)) {
      var file = open.blobs().aside();
      var hashing = new Hashing();
      try (var out = Files.newOutputStream(file)) {
        for (long sum = 0; sum <= Multipart.PART; sum += block.length - 7) {
          out.write(block, 0, block.length - 7);
          hashing.update(block, 0, block.length - 7);
        }
      }
      var digests = hashing.digests();
      digest = digests.digest();
      open.blobs().keep(file, digests);
      assertThat(file).doesNotExist();
    }
    try (var open = places.open(places.again(store))) {
      var found = open.blobs().find(digest).orElseThrow();
      assertThat(Hashing.of(found).digest()).isEqualTo(digest);
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyKeepAndFindAtOnce(Places.Place place) throws Exception {
    try (var open = places.open(places.fresh(place));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks =
          IntStream.range(0, 60)
              .<Callable<Boolean>>mapToObj(
                  i ->
                      () -> {
                        var digests = open.blobs().put(bytes("content " + i % 6));
                        return open.blobs().find(digests.digest()).isPresent();
                      })
              .toList();
      for (var task : threads.invokeAll(tasks)) {
        assertThat(task.get()).isTrue();
      }
      var seen = new ArrayList<BlobStore.Blob>();
      open.blobs().each(seen::add);
      assertThat(seen).hasSize(6);
    }
  }
}
