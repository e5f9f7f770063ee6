package dev.slipway.packages.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.archive.TarEntries;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.PackageVersion;
import dev.slipway.packages.store.BlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads what is known of versions of one format, for people and for those who ask what needs what.
 * What was never said is absent; what cannot be read is as if it had not been said. Thread-safe.
 */
public interface FormatDetails {

  /** A format of which nothing is known but names. */
  FormatDetails NONE = new FormatDetails() {};

  /**
   * A version and where its files are.
   *
   * @param known what the repository knows of it
   */
  record Kept(PackageName name, String version, PackageVersion known, BlobStore blobs) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_README = 1 << 20;

    /** The first file whose name is such; empty when there is none, or its bytes are gone. */
    public Optional<Path> file(Predicate<String> asset) throws IOException {
      var digests = digests(asset, Long.MAX_VALUE);
      return digests.isEmpty() ? Optional.empty() : blobs.find(digests.get().digest());
    }

    private Optional<Digests> digests(Predicate<String> asset, long most) {
      return known.assets().entrySet().stream()
          .filter(a -> asset.test(a.getKey()) && a.getValue().size() <= most)
          .findFirst()
          .map(a -> a.getValue());
    }

    /** What is kept of the version's description, as JSON; nothing when it is none. */
    public JsonNode described() {
      try {
        return JSON.readTree(known.metadata());
      } catch (JsonProcessingException e) {
        return JSON.createObjectNode();
      }
    }

    /** The text of an entry of the first file with such an ending, a gzipped tar archive. */
    public Optional<String> readme(String ending, Pattern entry) throws IOException {
      var file = file(a -> a.endsWith(ending));
      return file.isEmpty()
          ? Optional.empty()
          : TarEntries.find(file.get(), entry.asMatchPredicate(), LARGEST_README)
              .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The bytes of the first file whose name is such, when there are not more than so many. */
    public Optional<byte[]> bytes(Predicate<String> asset, long most) throws IOException {
      var digests = digests(asset, most);
      var file = digests.isEmpty() ? Optional.<Path>empty() : blobs.find(digests.get().digest());
      return file.isEmpty() ? Optional.empty() : Optional.of(Files.readAllBytes(file.get()));
    }
  }

  /**
   * What a version says of itself; texts are empty where it says nothing.
   *
   * @param licenses names or SPDX expressions
   */
  record About(
      String displayName,
      String summary,
      String homePage,
      String sourceCodeRepository,
      List<String> licenses) {

    public static final About NOTHING = new About("", "", "", "", List.of());

    public About {
      licenses = List.copyOf(licenses);
    }
  }

  /**
   * Something that a version needs.
   *
   * @param dependencyType as the format calls it: regular, dev, peer, optional; compile, test ...
   * @param versionRequirement as the format writes it; empty for any
   */
  record Dependency(
      String namespace, String name, String dependencyType, String versionRequirement) {}

  /**
   * The package of a name, in the normal form of the format.
   *
   * @return empty when it can be none
   */
  default Optional<PackageName> name(Format format, String namespace, String name) {
    if (namespace.isEmpty() && (format == Format.maven || format == Format.generic)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PackageName(format, namespace, name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * A version in the normal form of the format, which is how versions are kept.
   *
   * @return empty when it can be none
   */
  default Optional<String> version(String version) {
    return Optional.of(version).filter(v -> !v.isEmpty());
  }

  default About about(Kept kept) throws IOException {
    return About.NOTHING;
  }

  default List<Dependency> dependencies(Kept kept) throws IOException {
    return List.of();
  }

  /** Empty when there is none. */
  default Optional<String> readme(Kept kept) throws IOException {
    return Optional.empty();
  }
}
