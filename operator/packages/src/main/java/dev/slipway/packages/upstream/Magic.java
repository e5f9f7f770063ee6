package dev.slipway.packages.upstream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the first bytes of a file can be those of what it is called. A page for people is what
 * portals and broken servers answer instead of a file, with a status that says that all is well.
 */
final class Magic {

  /** As many first bytes are looked at. */
  static final int BYTES = 512;

  private static final List<String> PAGES = List.of("<!doctype html", "<html", "<head", "<body");
  private static final List<String> FOR_PEOPLE = List.of(".html", ".htm", ".xhtml");
  private static final List<String> ARCHIVES =
      List.of(
          ".jar", ".war", ".ear", ".aar", ".zip", ".whl", ".egg", ".nupkg", ".tgz", ".gz", ".bz2",
          ".crate", ".apk", ".klib");
  private static final List<String> OF_ARCHIVES =
      List.of("PK", "\u001f\u008b", "BZh", "\u00fd7zXZ", "(\u00b5/\u00fd");
  private static final String BOM = "\u00ef\u00bb\u00bf";

  private Magic() {}

  /**
   * Says why a file is not believed; empty when it is.
   *
   * @param path ends in the file's name
   * @param type Content-Type of the answer
   * @param first the first bytes, up to {@link #BYTES}
   */
  static Optional<String> problem(String path, String type, byte[] first) {
    var name = path.toLowerCase(Locale.ROOT);
    if (FOR_PEOPLE.stream().anyMatch(name::endsWith)) {
      return Optional.empty();
    }
    var raw = new String(first, StandardCharsets.ISO_8859_1);
    var text = (raw.startsWith(BOM) ? raw.substring(BOM.length()) : raw).stripLeading();
    var start = text.toLowerCase(Locale.ROOT);
    boolean archive = OF_ARCHIVES.stream().anyMatch(raw::startsWith);
    boolean page = type.toLowerCase(Locale.ROOT).contains("html") && !archive;
    if (page || PAGES.stream().anyMatch(start::startsWith)) {
      return Optional.of("it is a page for people");
    }
    boolean markup = start.startsWith("<") || start.startsWith("{");
    return markup && ARCHIVES.stream().anyMatch(name::endsWith)
        ? Optional.of("it is text and no archive")
        : Optional.empty();
  }
}
