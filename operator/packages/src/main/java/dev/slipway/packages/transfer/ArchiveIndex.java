package dev.slipway.packages.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.archive.TarReader.UnusableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The last file of an archive, which shows that it is whole.
 *
 * @param version of the archive's form
 * @param domain where it was made
 * @param packages how many files of packages it has
 * @param blobs how many blobs it has
 * @param bytes of the blobs
 * @param missing how many files of versions the domain itself did not have
 * @param names SHA-256 of the names of all files before, in order, a line each; the names have the
 *     digests of what is in the files
 */
record ArchiveIndex(
    int version, String domain, long packages, long blobs, long bytes, long missing, String names) {

  static final String NAME = "index.json";
  static final String BLOBS = "blobs/sha256/";
  static final String PACKAGES = "packages/sha256/";

  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  byte[] bytesOf() throws IOException {
    return JSON.writeValueAsBytes(this);
  }

  static ArchiveIndex read(byte[] bytes) throws UnusableException {
    try {
      return JSON.readValue(bytes, ArchiveIndex.class);
    } catch (IOException e) {
      throw new UnusableException(NAME + " of the archive cannot be read: " + e.getMessage());
    }
  }

  /** Counts what an archive has. */
  static final class Count {
    private final MessageDigest names = sha256();
    private long packages;
    private long blobs;
    private long bytes;

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    void add(String name, long size) {
      names.update((name + "\n").getBytes(StandardCharsets.UTF_8));
      if (name.startsWith(BLOBS)) {
        blobs++;
        bytes += size;
      } else {
        packages++;
      }
    }

    ArchiveIndex index(String domain, long missing) {
      return new ArchiveIndex(
          VERSION,
          domain,
          packages,
          blobs,
          bytes,
          missing,
          HexFormat.of().formatHex(names.digest()));
    }
  }
}
