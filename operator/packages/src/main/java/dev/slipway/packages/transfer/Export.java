package dev.slipway.packages.transfer;

import dev.slipway.packages.archive.TarWriter;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.Manifests;
import dev.slipway.packages.upkeep.DigestTable;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Collection;

/**
 * Writes packages and all their bytes as one tar archive: {@code blobs/sha256/HEX}, then {@code
 * packages/sha256/HEX} with a {@link ArchivedPackage} each, then {@code index.json}. Every package
 * is as it was at one moment, and its bytes are read again on their way.
 */
final class Export {

  private final String domain;
  private final Manifests manifests;
  private final BlobStore blobs;
  private final ArchiveIndex.Count count = new ArchiveIndex.Count();
  private final DigestTable written = new DigestTable();
  private final byte[] buffer = new byte[1 << 16];
  private long missing;

  Export(String domain, Manifests manifests, BlobStore blobs) {
    this.domain = domain;
    this.manifests = manifests;
    this.blobs = blobs;
  }

  /**
   * Writes everything.
   *
   * @throws IOException also when bytes are not what they should be; the archive then has no end
   */
  void write(Collection<String> repositories, OutputStream out) throws IOException {
    var waiting = blobs.aside();
    try (var tar = new TarWriter(out)) {
      try (var packages =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(waiting)))) {
        for (var repository : repositories.stream().sorted().toList()) {
          manifests.each(repository, key -> add(key, tar, packages));
        }
        packages.writeInt(0);
      }
      try (var packages =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(waiting)))) {
        for (int length = packages.readInt(); length > 0; length = packages.readInt()) {
          var bytes = packages.readNBytes(length);
          file(tar, ArchiveIndex.PACKAGES + Hashing.of(bytes).sha256(), bytes);
        }
      }
      var index = count.index(domain, missing).bytesOf();
      tar.begin(ArchiveIndex.NAME, index.length);
      tar.write(index, 0, index.length);
    } finally {
      Files.deleteIfExists(waiting);
    }
  }

  private void add(PackageKey key, TarWriter tar, DataOutputStream packages) throws IOException {
    var manifest = manifests.get(key);
    for (var version : manifest.versions().values()) {
      for (var digests : version.assets().values()) {
        blob(digests, tar);
      }
    }
    var bytes = ArchivedPackage.of(key, manifest).bytes();
    packages.writeInt(bytes.length);
    packages.write(bytes);
  }

  private void blob(Digests digests, TarWriter tar) throws IOException {
    long key = DigestTable.key(digests.digest());
    if (written.get(key) != 0) {
      return;
    }
    written.mark(key, 1);
    var file = blobs.find(digests.digest());
    if (file.isEmpty()) {
      missing++;
      return;
    }
    var name = ArchiveIndex.BLOBS + digests.sha256();
    tar.begin(name, digests.size());
    count.add(name, digests.size());
    var hashing = new Hashing();
    try (var in = Files.newInputStream(file.get())) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hashing.update(buffer, 0, n);
        tar.write(buffer, 0, n);
      }
    }
    if (!hashing.digests().equals(digests)) {
      throw new IOException("blob " + digests.digest() + " is damaged, so the export ends here");
    }
  }

  private void file(TarWriter tar, String name, byte[] bytes) throws IOException {
    tar.begin(name, bytes.length);
    tar.write(bytes, 0, bytes.length);
    count.add(name, bytes.length);
  }
}
