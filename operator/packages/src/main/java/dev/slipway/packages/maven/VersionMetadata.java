package dev.slipway.packages.maven;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a version of a Maven artifact, as it stands in its POM; what a parent says is
 * not looked up.
 *
 * @param goalPrefix of a plugin of Maven, for {@code mvn PREFIX:GOAL}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record VersionMetadata(
    String packaging,
    String displayName,
    String summary,
    String homepage,
    List<String> licenses,
    List<Dependency> dependencies,
    String goalPrefix) {

  /** A dependency as the POM names it; its version may be a property. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Dependency(String namespace, String name, String version, String scope) {}

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final VersionMetadata NOTHING =
      new VersionMetadata(null, null, null, null, List.of(), List.of(), null);

  VersionMetadata {
    licenses = licenses == null ? List.of() : List.copyOf(licenses);
    dependencies = dependencies == null ? List.of() : List.copyOf(dependencies);
  }

  private VersionMetadata withPrefix(String prefix) {
    return new VersionMetadata(
        packaging, displayName, summary, homepage, licenses, dependencies, prefix);
  }

  /** The text of a version's metadata with a plugin's prefix in it. */
  static String withPrefix(String metadata, String prefix) {
    return parse(metadata).withPrefix(prefix).text();
  }

  /** The prefix of a plugin; empty for everything else. */
  static Optional<String> prefix(String metadata) {
    return metadata.contains("goalPrefix")
        ? Optional.ofNullable(parse(metadata).goalPrefix())
        : Optional.empty();
  }

  static VersionMetadata parse(String metadata) {
    try {
      return metadata.isEmpty() ? NOTHING : JSON.readValue(metadata, VersionMetadata.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
