package dev.slipway.packages.identity;

import dev.slipway.packages.store.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens that are void before their time, by their jti. One line of a file each; a line is dropped
 * when its token's life is over. Thread-safe.
 */
final class RevokedTokens implements Revocations {

  private final Path file;
  private final Map<String, Instant> revoked = new ConcurrentHashMap<>();

  private RevokedTokens(Path file) {
    this.file = file;
  }

  /** Reads the file; a line that a crash has cut off was never acknowledged. */
  static RevokedTokens open(Path file, Instant now) throws IOException {
    var tokens = new RevokedTokens(file);
    if (Files.exists(file)) {
      for (var line : Files.readString(file).split("\n", -1)) {
        var matcher = LINE.matcher(line);
        if (matcher.matches()) {
          var until = Instant.ofEpochSecond(Long.parseLong(matcher.group(2)));
          if (now.isBefore(until)) {
            tokens.revoked.put(matcher.group(1), until);
          }
        }
      }
    }
    tokens.rewrite();
    return tokens;
  }

  private void rewrite() throws IOException {
    Files.createDirectories(file.getParent());
    var text = new StringBuilder();
    revoked.forEach((id, until) -> text.append(Revocations.line(id, until)));
    // Forced, or a power cut would make all tokens good again.
    WholeFile.writeForced(file, text);
  }

  @Override
  public boolean contains(String id) {
    return revoked.containsKey(id);
  }

  /** On return the disk has it. */
  @Override
  public synchronized void add(String id, Instant until) throws IOException {
    Revocations.check(id);
    try (var out = FileChannel.open(file, StandardOpenOption.APPEND)) {
      out.write(ByteBuffer.wrap(Revocations.line(id, until).getBytes(StandardCharsets.US_ASCII)));
      out.force(true);
    }
    revoked.put(id, until);
  }
}
