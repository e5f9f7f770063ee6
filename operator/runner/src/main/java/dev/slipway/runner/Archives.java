package dev.slipway.runner;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Packs and unpacks artifacts and contexts; nothing that is unpacked leaves its folder. */
public final class Archives {

  private static final int EXECUTABLE = 0755;
  private static final int PLAIN = 0644;

  private Archives() {}

  /** Writes files, by their name in the archive, as ZIP. */
  static void zip(Map<String, Path> files, Path target) throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(target))) {
      for (var file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        Files.copy(file.getValue(), out);
        out.closeEntry();
      }
    }
  }

  /** Writes files, by their name in the archive, as tar, compressed or not. */
  static void tar(Map<String, Path> files, Path target, boolean gzip) throws IOException {
    try (OutputStream file = Files.newOutputStream(target);
        OutputStream compressed = gzip ? new GZIPOutputStream(file) : file;
        var out = new TarArchiveOutputStream(compressed)) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (var entry : files.entrySet()) {
        var path = entry.getValue();
        if (Files.isSymbolicLink(path)) {
          var link = new TarArchiveEntry(entry.getKey(), TarArchiveEntry.LF_SYMLINK);
          link.setLinkName(Files.readSymbolicLink(path).toString());
          out.putArchiveEntry(link);
          out.closeArchiveEntry();
          continue;
        }
        var item = new TarArchiveEntry(entry.getKey());
        item.setSize(Files.size(path));
        item.setMode(Files.isExecutable(path) ? EXECUTABLE : PLAIN);
        out.putArchiveEntry(item);
        Files.copy(path, out);
        out.closeArchiveEntry();
      }
    }
  }

  /** Unpacks a ZIP, a tar or a gzipped tar. */
  public static void unpack(Path archive, Path folder) throws IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(archive))) {
      in.mark(4);
      int first = in.read();
      int second = in.read();
      in.reset();
      if (first == 'P' && second == 'K') {
        unzip(in, folder);
      } else if (first == 0x1f && second == 0x8b) {
        untar(new GzipCompressorInputStream(in), folder);
      } else {
        untar(in, folder);
      }
    }
  }

  private static void unzip(InputStream in, Path folder) throws IOException {
    try (var zip = new ZipInputStream(in)) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          var target = inside(folder, entry.getName());
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
    }
  }

  private static void untar(InputStream in, Path folder) throws IOException {
    try (var tar = new TarArchiveInputStream(in)) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var target = inside(folder, entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
          inside(
              folder,
              folder.relativize(target.getParent()).resolve(entry.getLinkName()).toString());
          Files.createDirectories(target.getParent());
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
          if ((entry.getMode() & 0100) != 0 && !target.toFile().setExecutable(true, false)) {
            throw new IOException(target + " cannot be made executable");
          }
        }
      }
    }
  }

  private static Path inside(Path folder, String name) throws IOException {
    var target = folder.resolve(name).normalize();
    if (!target.startsWith(folder) || name.startsWith("/")) {
      throw new IOException("the archive names a path outside its folder: " + name);
    }
    return target;
  }

  /** Regular files and links below a folder, deepest names included, in a stable order. */
  static List<Path> files(Path folder) throws IOException {
    try (var walk = Files.walk(folder)) {
      return walk.filter(p -> Files.isRegularFile(p) || Files.isSymbolicLink(p)).sorted().toList();
    }
  }
}
