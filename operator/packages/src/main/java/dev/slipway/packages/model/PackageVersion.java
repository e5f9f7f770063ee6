package dev.slipway.packages.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One version of a package in one repository. Immutable.
 *
 * @param publishedAt when it entered the domain, milliseconds since 1970
 * @param assets by name
 * @param metadata what the format knows of the version, as text; empty for nothing
 */
public record PackageVersion(
    VersionStatus status,
    Origin origin,
    long publishedAt,
    SortedMap<String, Digests> assets,
    String metadata) {

  public PackageVersion {
    assets = Collections.unmodifiableSortedMap(new TreeMap<>(assets));
  }

  /** When it entered the domain. */
  public Instant published() {
    return Instant.ofEpochMilli(publishedAt);
  }

  /**
   * A word that stands for exactly these assets and this metadata. Whoever changes a version may
   * name the revision that he saw.
   */
  public String revision() {
    var text = new StringBuilder();
    assets.forEach(
        (name, digests) -> text.append(name).append('\0').append(digests.sha256()).append('\n'));
    text.append('\n').append(metadata);
    try {
      var hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  PackageVersion with(VersionStatus next) {
    return new PackageVersion(next, origin, publishedAt, assets, metadata);
  }

  PackageVersion with(String name, Digests digests, String newMetadata, VersionStatus next) {
    var all = new TreeMap<>(assets);
    all.put(name, digests);
    return new PackageVersion(next, origin, publishedAt, all, newMetadata);
  }

  /** This version with those files of another that it lacks. */
  PackageVersion withAssetsOf(PackageVersion other) {
    if (assets.keySet().containsAll(other.assets.keySet())) {
      return this;
    }
    var all = new TreeMap<>(other.assets);
    all.putAll(assets);
    return new PackageVersion(status, origin, publishedAt, all, metadata);
  }

  PackageVersion withMetadata(String next) {
    return new PackageVersion(status, origin, publishedAt, assets, next);
  }

  /** The record that is left when the bytes go. */
  PackageVersion disposed() {
    return new PackageVersion(
        VersionStatus.Disposed, origin, publishedAt, new TreeMap<>(Map.of()), metadata);
  }
}
