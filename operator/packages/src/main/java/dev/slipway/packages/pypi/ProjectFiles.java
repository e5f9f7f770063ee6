package dev.slipway.packages.pypi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.packages.model.Publishing.Description;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is kept with a version of a project.
 *
 * @param files by name
 * @param info what its core metadata says: name, summary, requires_dist and so on
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record ProjectFiles(Map<String, ProjectFile> files, Map<String, Object> info) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  ProjectFiles {
    files = files == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(files));
    info = info == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(info));
  }

  static ProjectFiles parse(String metadata) {
    try {
      return metadata.isEmpty()
          ? new ProjectFiles(null, null)
          : JSON.readValue(metadata, ProjectFiles.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a file to what is known. */
  static Description adding(String name, ProjectFile file) {
    return before -> parse(before).with(name, file, Map.of()).text();
  }

  /** Adds a file to what is known, and what its metadata says of the version. */
  static Description adding(String name, ProjectFile file, Map<String, Object> said) {
    return before -> parse(before).with(name, file, said).text();
  }

  private ProjectFiles with(String name, ProjectFile file, Map<String, Object> said) {
    var all = new TreeMap<>(files);
    all.put(name, file);
    return new ProjectFiles(all, said.isEmpty() ? info : said);
  }

  private String text() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
