package dev.slipway.packages.transfer;

import dev.slipway.packages.archive.TarReader;
import dev.slipway.packages.archive.TarReader.UnusableException;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.Origin;
import dev.slipway.packages.model.Tombstones;
import dev.slipway.packages.store.BlobStore;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.store.Manifests;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads an archive that {@link Export} wrote. Every file is compared with the digest that is its
 * name; packages are changed only when the archive has come to its end and is whole. Whoever
 * imports the same once more changes nothing.
 */
final class Import {

  private static final Pattern NAME =
      Pattern.compile("(?:\\./)?((?:blobs|packages)/sha256/)([0-9a-f]{64})");
  private static final Pattern INDEX = Pattern.compile("(?:\\./)?index\\.json");
  private static final int LARGEST_PACKAGE = 64 << 20;
  private static final int LARGEST_INDEX = 64 << 10;
  private static final int MOST_TOLD = 1000;

  /**
   * What came of it.
   *
   * @param packages that the archive has
   * @param changed packages that have got something
   * @param conflicts that were left as they are, the first thousand
   * @param incomplete packages that were passed over because bytes are neither here nor there
   */
  record Result(
      long blobs,
      long bytes,
      long newBlobs,
      long packages,
      long changed,
      long conflictCount,
      List<Conflict> conflicts,
      List<String> incomplete) {}

  /** A file that has other bytes here. */
  record Conflict(String subject, Merging.Conflict conflict) {}

  private final Manifests manifests;
  private final BlobStore blobs;
  private final long largest;
  private final long room;
  private final ArchiveIndex.Count count = new ArchiveIndex.Count();
  private final byte[] buffer = new byte[1 << 16];
  private final List<Conflict> conflicts = new ArrayList<>();
  private final List<String> incomplete = new ArrayList<>();
  private long conflictCount;
  private long newBlobs;
  private long changed;

  /**
   * An import that is about to begin.
   *
   * @param largest file, bytes
   * @param room bytes that may still be published
   */
  Import(Manifests manifests, BlobStore blobs, long largest, long room) {
    this.manifests = manifests;
    this.blobs = blobs;
    this.largest = largest;
    this.room = room;
  }

  /** The domain has no room for what the archive has. */
  static final class FullException extends IOException {
    private static final long serialVersionUID = 1L;

    FullException(String message) {
      super(message);
    }
  }

  /**
   * Reads the whole archive.
   *
   * @throws UnusableException when it is damaged, not whole, or has what does not belong in it
   */
  Result read(InputStream in) throws IOException {
    var waiting = blobs.aside();
    try {
      ArchiveIndex index;
      try (var packages =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(waiting)))) {
        index = read(new TarReader(in), packages);
        packages.writeInt(0);
      }
      checkRoom(waiting);
      each(waiting, this::apply);
      return new Result(
          index.blobs(),
          index.bytes(),
          newBlobs,
          index.packages(),
          changed,
          conflictCount,
          List.copyOf(conflicts),
          List.copyOf(incomplete));
    } finally {
      Files.deleteIfExists(waiting);
    }
  }

  private ArchiveIndex read(TarReader tar, DataOutputStream packages) throws IOException {
    while (true) {
      var entry =
          tar.next().orElseThrow(() -> new UnusableException("the archive has no index.json"));
      if (INDEX.matcher(entry.name()).matches()) {
        var told = ArchiveIndex.read(bytes(tar, entry, LARGEST_INDEX));
        var found = count.index(told.domain(), told.missing());
        if (!told.equals(found)) {
          throw new UnusableException("the archive is not whole: " + found + " is not " + told);
        }
        return told;
      }
      var name = NAME.matcher(entry.name());
      if (!name.matches()) {
        throw new UnusableException(
            "the archive has " + entry.name() + ", which has no place here");
      }
      count.add(name.group(1) + name.group(2), entry.size());
      if (name.group(1).equals(ArchiveIndex.BLOBS)) {
        blob(tar, entry, name.group(2));
      } else {
        var bytes = bytes(tar, entry, LARGEST_PACKAGE);
        check(entry, name.group(2), Hashing.of(bytes).sha256());
        ArchivedPackage.read(bytes);
        packages.writeInt(bytes.length);
        packages.write(bytes);
      }
    }
  }

  private static void check(TarReader.Entry entry, String told, String found)
      throws UnusableException {
    if (!told.equals(found)) {
      throw new UnusableException(entry.name() + " is damaged: its SHA-256 is " + found);
    }
  }

  private static byte[] bytes(TarReader tar, TarReader.Entry entry, int most) throws IOException {
    if (entry.size() > most) {
      throw new UnusableException(entry.name() + " has more than " + most + " bytes");
    }
    var bytes = new ByteArrayOutputStream();
    var part = new byte[1 << 16];
    for (int n = tar.read(part); n >= 0; n = tar.read(part)) {
      bytes.write(part, 0, n);
    }
    return bytes.toByteArray();
  }

  /** Bytes that are here already are only compared. */
  private void blob(TarReader tar, TarReader.Entry entry, String sha256) throws IOException {
    if (entry.size() > largest) {
      throw new UnusableException(entry.name() + " has more than " + largest + " bytes");
    }
    boolean known = blobs.hold("sha256:" + sha256);
    var file = blobs.aside();
    var hashing = new Hashing();
    try {
      try (var out = known ? null : Files.newOutputStream(file)) {
        for (int n = tar.read(buffer); n >= 0; n = tar.read(buffer)) {
          hashing.update(buffer, 0, n);
          if (out != null) {
            out.write(buffer, 0, n);
          }
        }
      }
      var digests = hashing.digests();
      check(entry, sha256, digests.sha256());
      if (!known) {
        blobs.keep(file, digests);
        newBlobs++;
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private interface Each {
    void visit(ArchivedPackage archived) throws IOException;
  }

  private static void each(Path waiting, Each each) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(waiting)))) {
      for (int length = in.readInt(); length > 0; length = in.readInt()) {
        each.visit(ArchivedPackage.read(in.readNBytes(length)));
      }
    }
  }

  private void checkRoom(Path waiting) throws IOException {
    var sum = new long[1];
    each(
        waiting,
        archived -> {
          var here = manifests.get(archived.key());
          sum[0] += published(Merging.of(here, archived.manifest()).manifest()) - published(here);
        });
    if (sum[0] > room) {
      throw new FullException(
          "the archive has "
              + sum[0]
              + " bytes of packages that are not here, and the domain has room for "
              + Math.max(0, room)
              + "; delete versions, or raise quotas.private of the Domain");
    }
  }

  private static long published(Manifest manifest) {
    return manifest.versions().values().stream()
        .filter(v -> v.origin().type() == Origin.Type.INTERNAL)
        .flatMap(v -> v.assets().values().stream())
        .mapToLong(d -> d.size())
        .sum();
  }

  private void apply(ArchivedPackage archived) throws IOException {
    var key = archived.key();
    var subject = key.repository() + key.name();
    if (!complete(archived.manifest())) {
      if (incomplete.size() < MOST_TOLD) {
        incomplete.add(subject);
      }
      return;
    }
    var merging = new Merging[1];
    var before = manifests.get(key);
    var down = Tombstones.of(manifests.get(Tombstones.key(key.name())));
    var after =
        manifests.change(
            key,
            here -> {
              merging[0] = Merging.of(here, archived.manifest());
              return Tombstones.isRepository(key.repository())
                  ? Tombstones.without(merging[0].manifest(), down)
                  : merging[0].manifest();
            });
    if (!after.equals(before)) {
      changed++;
    }
    for (var conflict : merging[0].conflicts()) {
      conflictCount++;
      if (conflicts.size() < MOST_TOLD) {
        conflicts.add(new Conflict(subject, conflict));
      }
    }
  }

  /** What was published must have its bytes; what came from elsewhere can be had again. */
  private boolean complete(Manifest manifest) throws IOException {
    for (var version : manifest.versions().values()) {
      if (version.origin().type() == Origin.Type.INTERNAL) {
        for (var digests : version.assets().values()) {
          if (!blobs.hold(digests.digest())) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
