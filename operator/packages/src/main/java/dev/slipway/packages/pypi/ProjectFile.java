package dev.slipway.packages.pypi;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What the simple index says of a file. Source: simple repository API 1.4, PEP 691, 700, 714, 740.
 *
 * @param url where it is outside; null for one that is here
 * @param sha256 hexadecimal digits; null when it is not known
 * @param requiresPython null for any
 * @param yanked the reason, which may be empty; null for a file that is not yanked
 * @param size bytes; -1 when it is not known
 * @param uploadTime as ISO 8601 has it; null when it is not known
 * @param coreMetadata SHA-256 of {@code FILE.metadata}; empty when only its existence is known;
 *     null for none
 * @param provenance where it is outside; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ProjectFile(
    String version,
    String url,
    String sha256,
    String requiresPython,
    String yanked,
    long size,
    String uploadTime,
    String coreMetadata,
    String provenance) {

  /** The same file with other digests and another size: those of the bytes that are here. */
  ProjectFile here(String digest, long bytes) {
    return new ProjectFile(
        version, null, digest, requiresPython, yanked, bytes, uploadTime, coreMetadata, provenance);
  }
}
