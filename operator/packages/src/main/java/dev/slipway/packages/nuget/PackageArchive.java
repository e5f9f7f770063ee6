package dev.slipway.packages.nuget;

import dev.slipway.packages.archive.ZipEntries;
import dev.slipway.packages.nuget.Nuspec.Unusable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A file of a NuGet package: a zip archive with a nuspec at its root. It is never changed. */
final class PackageArchive {

  private static final String NUSPEC = ".nuspec";
  private static final int LARGEST_NUSPEC = 1 << 20;
  private static final int LARGEST_README = 1 << 20;

  private PackageArchive() {}

  /**
   * Reads what a package says of itself.
   *
   * @throws Unusable with what is wrong with it
   */
  static PackageDetails read(Path file) throws IOException, Unusable {
    var names =
        ZipEntries.names(file)
            .orElseThrow(
                () -> new Unusable("the file is no zip archive, or one with too many entries"));
    for (var name : names) {
      if (climbs(name)) {
        throw new Unusable("the package has an entry that leads out of it: " + name);
      }
    }
    var nuspecs = names.stream().filter(PackageArchive::isNuspec).toList();
    if (nuspecs.size() != 1) {
      throw new Unusable(
          nuspecs.isEmpty()
              ? "the package has no nuspec at its root"
              : "the package has several nuspecs at its root: " + String.join(", ", nuspecs));
    }
    var name = nuspecs.getFirst();
    var xml =
        ZipEntries.find(file, name::equals, LARGEST_NUSPEC)
            .orElseThrow(
                () ->
                    new Unusable(
                        name + " cannot be read, is larger than 1 MiB, or is packed too tightly"));
    var details = Nuspec.parse(xml);
    if (!name.equalsIgnoreCase(details.id() + NUSPEC)) {
      throw new Unusable(
          name + " says that the id is " + details.id() + "; then it has to be the file's name");
    }
    return details;
  }

  private static boolean isNuspec(String entry) {
    return !entry.contains("/") && entry.toLowerCase(Locale.ROOT).endsWith(NUSPEC);
  }

  private static boolean climbs(String entry) {
    // Packers of old wrote the other slash.
    var path = entry.replace('\\', '/');
    return path.startsWith("/") || Arrays.asList(path.split("/", -1)).contains("..");
  }

  /** The bytes of the nuspec; empty when there is none that can be read. */
  static Optional<byte[]> nuspec(Path file) throws IOException {
    return ZipEntries.find(file, PackageArchive::isNuspec, LARGEST_NUSPEC);
  }

  /** The bytes of the readme at this path; empty when there is none that can be read. */
  static Optional<byte[]> readme(Path file, String path) throws IOException {
    var wanted = path.replace('\\', '/').replaceFirst("^(\\./|/)+", "");
    return ZipEntries.find(file, wanted::equals, LARGEST_README);
  }
}
