package dev.slipway.packages.pypi;

import dev.slipway.packages.archive.TarEntries;
import dev.slipway.packages.archive.ZipEntries;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.FormatDetails;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the core metadata of a version says. Source: Python packaging, core metadata; PEP 508. */
public final class PypiDetails implements FormatDetails {

  private static final int LARGEST = 4 << 20;
  private static final Pattern REQUIREMENT =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)\\s*(?:\\[[^\\]]*\\])?\\s*(.*)");
  private static final Pattern EXTRA = Pattern.compile("\\bextra\\s*==");
  private static final Pattern SOURCE =
      Pattern.compile("(source|source code|repository|code|github)", Pattern.CASE_INSENSITIVE);

  @Override
  public Optional<PackageName> name(Format format, String namespace, String name) {
    return namespace.isEmpty() ? PypiName.parse(name) : Optional.empty();
  }

  /** As it was published; of what came from outside, the file of it. */
  private static Map<String, Object> info(Kept kept) throws IOException {
    var known = ProjectFiles.parse(kept.known().metadata()).info();
    if (!known.isEmpty()) {
      return known;
    }
    return core(kept).map(b -> CoreMetadata.parse(b).info()).orElse(Map.of());
  }

  private static Optional<byte[]> core(Kept kept) throws IOException {
    var beside = kept.bytes(a -> a.endsWith(PypiExternal.METADATA), LARGEST);
    if (beside.isPresent()) {
      return beside;
    }
    var wheel = kept.file(a -> a.endsWith(".whl"));
    if (wheel.isPresent()) {
      return ZipEntries.find(wheel.get(), e -> e.matches("[^/]+\\.dist-info/METADATA"), LARGEST);
    }
    var source = kept.file(a -> a.endsWith(".tar.gz"));
    return source.isEmpty()
        ? Optional.empty()
        : TarEntries.find(source.get(), e -> e.matches("[^/]+/PKG-INFO"), LARGEST);
  }

  private static String text(Map<String, Object> info, String field) {
    return info.get(field) instanceof String text ? text : "";
  }

  private static List<String> texts(Map<String, Object> info, String field) {
    return info.get(field) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  @Override
  public About about(Kept kept) throws IOException {
    var info = info(kept);
    var source = "";
    var home = text(info, "home_page");
    for (var url : texts(info, "project_urls")) {
      int comma = url.indexOf(',');
      if (comma > 0 && SOURCE.matcher(url.substring(0, comma).strip()).matches()) {
        source = url.substring(comma + 1).strip();
      } else if (comma > 0
          && home.isEmpty()
          && url.substring(0, comma).strip().equalsIgnoreCase("homepage")) {
        home = url.substring(comma + 1).strip();
      }
    }
    var license =
        text(info, "license_expression").isEmpty()
            ? text(info, "license")
            : text(info, "license_expression");
    return new About(
        text(info, "name"),
        text(info, "summary"),
        home,
        source,
        license.isEmpty() ? List.of() : List.of(license));
  }

  @Override
  public List<Dependency> dependencies(Kept kept) throws IOException {
    var found = new ArrayList<Dependency>();
    for (var required : texts(info(kept), "requires_dist")) {
      var matcher = REQUIREMENT.matcher(required.strip());
      if (matcher.matches()) {
        found.add(
            new Dependency(
                "",
                PypiName.normal(matcher.group(1)),
                EXTRA.matcher(matcher.group(2)).find() ? "optional" : "regular",
                matcher.group(2).strip()));
      }
    }
    return found;
  }

  /** The description follows the fields after an empty line, or is one of them in old files. */
  @Override
  public Optional<String> readme(Kept kept) throws IOException {
    var core = core(kept);
    if (core.isEmpty()) {
      return Optional.empty();
    }
    var text = new String(core.get(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    int end = text.indexOf("\n\n");
    var body = end < 0 ? "" : text.substring(end + 2);
    return Optional.of(body)
        .filter(b -> !b.isBlank())
        .or(() -> CoreMetadata.parse(core.get()).first("description"));
  }
}
