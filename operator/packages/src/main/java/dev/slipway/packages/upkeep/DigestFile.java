package dev.slipway.packages.upkeep;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A {@link DigestTable} in a file: 12 bytes for each number. A last one that is not whole was being
 * written when the machine stopped, and counts for nothing.
 */
final class DigestFile implements Table {

  private static final int RECORD = 12;

  private final Path file;

  DigestFile(Path file) {
    this.file = file;
  }

  @Override
  public DigestTable read(boolean toReplace) throws IOException {
    var table = new DigestTable();
    if (!Files.exists(file)) {
      return table;
    }
    long records = Files.size(file) / RECORD;
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (long i = 0; i < records; i++) {
        table.raise(in.readLong(), in.readInt());
      }
    }
    return table;
  }

  @Override
  public void append(DigestTable more) throws IOException {
    if (more.size() == 0) {
      return;
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var out = new DataOutputStream(new BufferedOutputStream(newOutput(channel)))) {
      write(more, out);
    }
  }

  private static OutputStream newOutput(FileChannel channel) throws IOException {
    channel.truncate(channel.size() / RECORD * RECORD);
    channel.position(channel.size());
    return Channels.newOutputStream(channel);
  }

  @Override
  public void replace(DigestTable table) throws IOException {
    var part = file.resolveSibling(file.getFileName() + ".part");
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
      write(table, out);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(DigestTable table, DataOutputStream out) throws IOException {
    table.each(
        (key, value) -> {
          out.writeLong(key);
          out.writeInt(value);
        });
  }
}
