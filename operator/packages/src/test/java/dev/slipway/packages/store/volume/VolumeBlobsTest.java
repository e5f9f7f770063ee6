package dev.slipway.packages.store.volume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.BrokenStream;
import dev.slipway.packages.store.Hashing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VolumeBlobsTest {

  private static final String DIGEST_OF_ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void aBlobIsFoundByItsDigest() throws IOException {
    var store = new VolumeBlobs(folder);
    var digests = store.put(bytes("abc"));
    assertThat(digests.digest()).isEqualTo(DIGEST_OF_ABC);
    assertThat(digests.size()).isEqualTo(3);
    assertThat(digests.md5()).isEqualTo("900150983cd24fb0d6963f7d28e17f72");
    assertThat(digests.sha1()).isEqualTo("a9993e364706816aba3e25717850c26c9cd0d89d");
    assertThat(store.find(DIGEST_OF_ABC).orElseThrow()).hasContent("abc");
    assertThat(store.put(bytes("abc"))).isEqualTo(digests);
    assertThat(new VolumeBlobs(folder).find(DIGEST_OF_ABC)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8191, 8192, 8193, 16_384, 65_536, 65_537, 200_000})
  void streamsOfAnySizeAreKeptWhole(int size) throws IOException {
    var content = new byte[size];
    new Random(size).nextBytes(content);
    var store = new VolumeBlobs(folder);
    var digests = store.put(new ByteArrayInputStream(content));
    assertThat(digests).isEqualTo(Hashing.of(content));
    assertThat(store.find(digests.digest()).orElseThrow()).hasBinaryContent(content);
  }

  @Test
  void everyBlobIsShownOnceAndMayBeRemoved() throws IOException {
    var store = new VolumeBlobs(folder);
    store.put(bytes("abc"));
    store.put(bytes("abc"));
    var other = store.put(bytes("other"));
    var seen = new ArrayList<BlobStore.Blob>();
    store.each(seen::add);
    assertThat(seen)
        .extracting(BlobStore.Blob::digest, BlobStore.Blob::size)
        .containsExactlyInAnyOrder(tuple(DIGEST_OF_ABC, 3L), tuple(other.digest(), 5L));
    assertThat(store.remove(DIGEST_OF_ABC)).isTrue();
    assertThat(store.remove(DIGEST_OF_ABC)).isFalse();
    assertThat(store.find(DIGEST_OF_ABC)).isEmpty();
    assertThat(store.find(other.digest())).isPresent();
  }

  private Digests keptForNow(BlobStore store, String text) throws IOException {
    var file = store.aside();
    Files.writeString(file, text);
    var digests = Hashing.of(file);
    store.keepForNow(file, digests);
    assertThat(file).doesNotExist();
    return digests;
  }

  @Test
  void aBlobInDoubtIsGivenOutWhenItIsWholeAndRemovedOtherwise() throws IOException {
    try (var disk = Disk.of(folder).orElseThrow()) {
      var store = new VolumeBlobs(folder, Optional.of(disk));
      var digests = keptForNow(store, "abc");
      var file = store.find(DIGEST_OF_ABC).orElseThrow();
      store.doubt(digests);
      assertThat(store.find(DIGEST_OF_ABC)).contains(file);
      Files.writeString(file, "ab");
      assertThat(store.find(DIGEST_OF_ABC)).as("no longer in doubt").contains(file);
      store.doubt(digests);
      assertThat(store.find(DIGEST_OF_ABC)).isEmpty();
      assertThat(file).doesNotExist();
      keptForNow(store, "abc");
      assertThat(store.find(DIGEST_OF_ABC).orElseThrow()).hasContent("abc");
    }
  }

  @Test
  void aBlobInDoubtIsReplaced() throws IOException {
    try (var disk = Disk.of(folder).orElseThrow()) {
      var store = new VolumeBlobs(folder, Optional.of(disk));
      store.doubt(keptForNow(store, "abc"));
      Files.writeString(store.find(DIGEST_OF_ABC).orElseThrow(), "ab");
      store.doubt(Hashing.of("abc".getBytes(UTF_8)));
      keptForNow(store, "abc");
      assertThat(store.find(DIGEST_OF_ABC).orElseThrow()).hasContent("abc");
      Files.writeString(store.find(DIGEST_OF_ABC).orElseThrow(), "ab");
      store.put(bytes("abc"));
      assertThat(store.find(DIGEST_OF_ABC).orElseThrow()).hasContent("abc");
      assertThat(store.hold(DIGEST_OF_ABC)).isTrue();
      store.remove(DIGEST_OF_ABC);
      assertThat(store.hold(DIGEST_OF_ABC)).isFalse();
    }
  }

  @Test
  void blobsAreFoundByTheBeginningOfTheirDigests() throws IOException {
    var store = new VolumeBlobs(folder);
    store.put(bytes("abc"));
    store.put(bytes("other"));
    for (var prefix : new String[] {"b", "ba7", "ba78", "ba7816"}) {
      var seen = new ArrayList<String>();
      store.each(prefix, blob -> seen.add(blob.digest()));
      assertThat(seen).as(prefix).containsExactly(DIGEST_OF_ABC);
    }
    store.each("ba79", blob -> fail("none is called so: " + blob));
  }

  @Test
  void aStreamThatBreaksOffLeavesNothing() throws IOException {
    var store = new VolumeBlobs(folder);
    var broken = new BrokenStream(bytes("x".repeat(100_000)));
    assertThatThrownBy(() -> store.put(broken)).hasMessage("cut off");
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  /** What a process that was killed had not finished is gone at the next start. */
  @Test
  void halfWrittenFilesAreSweptAtStart() throws IOException {
    var store = new VolumeBlobs(folder);
    Files.writeString(store.aside(), "half");
    new VolumeBlobs(folder);
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "abc",
        "sha256:../../../etc/passwd",
        "sha1:a9993e364706816aba3e25717850c26c9cd0d89d",
        "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
      })
  void whatIsNoDigestIsNotFound(String text) throws IOException {
    assertThat(new VolumeBlobs(folder).find(text)).isEmpty();
  }
}
