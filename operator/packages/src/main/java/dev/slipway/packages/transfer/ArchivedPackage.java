package dev.slipway.packages.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.archive.TarReader.UnusableException;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.Manifest;
import dev.slipway.packages.model.PackageKey;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Tombstones;
import dev.slipway.packages.quarantine.Suspicions;
import dev.slipway.packages.store.DigestLedger;
import dev.slipway.packages.store.ManifestJson;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;

/** A package as an archive of a domain has it. */
record ArchivedPackage(
    String repository, Format format, String namespace, String name, Manifest manifest) {

  private static final ObjectMapper JSON = ManifestJson.mapper();

  /** Names of Kubernetes objects; it becomes the name of a folder. */
  private static final Pattern REPOSITORY = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  /** What the domain itself knows travels with its packages. */
  private static final Set<String> RESERVED =
      Set.of(Tombstones.REPOSITORY, DigestLedger.NAME, Suspicions.NAME);

  static ArchivedPackage of(PackageKey key, Manifest manifest) {
    var name = key.name();
    return new ArchivedPackage(
        key.repository(), name.format(), name.namespace(), name.name(), manifest);
  }

  PackageKey key() {
    return new PackageKey(repository, new PackageName(format, namespace, name));
  }

  byte[] bytes() throws IOException {
    return JSON.writeValueAsBytes(this);
  }

  static ArchivedPackage read(byte[] bytes) throws UnusableException {
    try {
      var read = JSON.readValue(bytes, ArchivedPackage.class);
      if (read.repository() == null
          || !(REPOSITORY.matcher(read.repository()).matches()
              || RESERVED.contains(read.repository()))
          || read.manifest() == null) {
        throw new UnusableException("a package of the archive has no usable repository");
      }
      read.key();
      return read;
    } catch (UnusableException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new UnusableException("a package of the archive cannot be read: " + e.getMessage());
    }
  }
}
