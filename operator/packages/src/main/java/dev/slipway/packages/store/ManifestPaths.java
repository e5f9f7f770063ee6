package dev.slipway.packages.store;

import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file of each manifest, {@code REPOSITORY/FORMAT/=NAMESPACE/=NAME.json}. Names are written so
 * that a file system which knows no case keeps them apart; one too long for a file name is written
 * as {@code ~} and its hash.
 */
public final class ManifestPaths {

  private static final String SUFFIX = ".json";
  private static final int LONGEST = 200;
  private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
  private static final int DEPTH = 4;
  private static final int HEX = 16;

  private final Path root;

  public ManifestPaths(Path root) {
    this.root = root;
  }

  public Path file(PackageKey key) {
    var name = key.name();
    return root.resolve(key.repository())
        .resolve(name.format().name())
        .resolve(encode(name.namespace()))
        .resolve(encode(name.name()) + SUFFIX);
  }

  /** Whose file it is; empty when its content must tell. */
  public Optional<PackageKey> key(Path file) {
    var path = root.relativize(file);
    if (path.getNameCount() != DEPTH) {
      return Optional.empty();
    }
    var last = path.getName(3).toString();
    var namespace = decode(path.getName(2).toString());
    var name = decode(last.substring(0, last.length() - SUFFIX.length()));
    return namespace.isEmpty() || name.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PackageKey(
                path.getName(0).toString(),
                new PackageName(
                    Format.valueOf(path.getName(1).toString()), namespace.get(), name.get())));
  }

  private static String encode(String text) {
    var encoded = new StringBuilder("=");
    for (var b : text.getBytes(StandardCharsets.UTF_8)) {
      if (PLAIN.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02x".formatted(b & 0xff));
      }
    }
    return encoded.length() <= LONGEST ? encoded.toString() : "~" + Hashing.sha256(text);
  }

  private static Optional<String> decode(String encoded) {
    if (!encoded.startsWith("=")) {
      return Optional.empty();
    }
    var bytes = new ByteArrayOutputStream();
    for (int i = 1; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.write(Integer.parseInt(encoded.substring(i + 1, i + 3), HEX));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return Optional.of(bytes.toString(StandardCharsets.UTF_8));
  }
}
