package dev.slipway.packages.store;

import dev.slipway.packages.model.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Content-addressed bytes on a volume: {@code blobs/sha256/ab/cd/HEX}. A blob appears whole or not
 * at all: it is written aside, forced to disk and renamed. Thread-safe.
 */
public final class BlobStore {

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final int PREFIX = "sha256:".length();

  private final Path blobs;
  private final Path aside;

  public BlobStore(Path root) throws IOException {
    blobs = root.resolve("blobs").resolve("sha256");
    aside = root.resolve("tmp");
    Files.createDirectories(blobs);
    if (Files.isDirectory(aside)) {
      try (var left = Files.newDirectoryStream(aside)) {
        for (var file : left) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(aside);
  }

  /** Where files wait that are no blobs yet; it is emptied at each start. */
  public Path waiting() {
    return aside;
  }

  /** A file for bytes whose digest is not known yet; {@link #keep} makes a blob of it. */
  public Path aside() {
    return aside.resolve(UUID.randomUUID().toString());
  }

  /** Reads a stream to its end and keeps its bytes. */
  public Digests put(InputStream in) throws IOException {
    var file = aside();
    try {
      var hashing = new Hashing();
      try (OutputStream out = Files.newOutputStream(file)) {
        var buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          hashing.update(buffer, 0, n);
          out.write(buffer, 0, n);
        }
      }
      var digests = hashing.digests();
      keep(file, digests);
      return digests;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Makes the file, whose digests are these, a blob; the file is gone afterwards. */
  public void keep(Path file, Digests digests) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    var target = path(digests.digest());
    Files.createDirectories(target.getParent());
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (var folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** The file of a blob; empty when there is none, or when the text is no digest. */
  public Optional<Path> find(String digest) {
    if (!DIGEST.matcher(digest).matches()) {
      return Optional.empty();
    }
    return Optional.of(path(digest)).filter(Files::isRegularFile);
  }

  private Path path(String digest) {
    var hex = digest.substring(PREFIX);
    return blobs.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
  }
}
