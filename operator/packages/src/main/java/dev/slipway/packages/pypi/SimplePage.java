package dev.slipway.packages.pypi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Pep440;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Writes pages of the simple index. Source: simple repository API 1.4; its HTML stays as it is in
 * 1.0 to 1.1, new fields come in JSON only (PEP 833).
 */
final class SimplePage {

  static final String JSON_TYPE = "application/vnd.pypi.simple.v1+json";
  static final String HTML_TYPE = "application/vnd.pypi.simple.v1+html";
  static final String PLAIN_TYPE = "text/html; charset=utf-8";

  private static final ObjectMapper JSON = new ObjectMapper();

  private SimplePage() {}

  /** The list of all projects, as JSON. */
  static byte[] projectsAsJson(List<String> names) throws IOException {
    var page = page();
    var projects = page.putArray("projects");
    names.forEach(n -> projects.addObject().put("name", n));
    return JSON.writeValueAsBytes(page);
  }

  /** The list of all projects, as HTML. */
  static byte[] projectsAsHtml(List<String> names) {
    var page = begin("Simple index");
    names.forEach(
        n -> page.append("<a href=\"").append(n).append("/\">").append(n).append("</a><br>\n"));
    return end(page);
  }

  private static ObjectNode page() {
    var page = JSON.createObjectNode();
    page.putObject("meta").put("api-version", "1.4");
    return page;
  }

  /** A project as JSON. */
  static byte[] asJson(PackageName name, Map<String, ProjectFile> files) throws IOException {
    var page = page();
    page.put("name", name.name());
    var versions = page.putArray("versions");
    var sorted = new TreeSet<>(Pep440.ORDER);
    files.values().forEach(f -> sorted.add(f.version()));
    sorted.forEach(versions::add);
    var list = page.putArray("files");
    files.forEach((filename, file) -> entry(list.addObject(), name, filename, file));
    return JSON.writeValueAsBytes(page);
  }

  private static void entry(ObjectNode entry, PackageName name, String filename, ProjectFile file) {
    entry.put("filename", filename);
    entry.put("url", address(name, filename, file));
    var hashes = entry.putObject("hashes");
    if (file.sha256() != null) {
      hashes.put("sha256", file.sha256());
    }
    if (file.requiresPython() != null) {
      entry.put("requires-python", file.requiresPython());
    }
    if (file.size() >= 0) {
      entry.put("size", file.size());
    }
    if (file.uploadTime() != null) {
      entry.put("upload-time", file.uploadTime());
    }
    if (file.yanked() == null) {
      entry.put("yanked", false);
    } else if (file.yanked().isEmpty()) {
      entry.put("yanked", true);
    } else {
      entry.put("yanked", file.yanked());
    }
    // The older name, dist-info-metadata, stops pip 22.3 in JSON: PEP 714.
    if (file.coreMetadata() == null) {
      entry.put("core-metadata", false);
    } else if (file.coreMetadata().isEmpty()) {
      entry.put("core-metadata", true);
    } else {
      entry.putObject("core-metadata").put("sha256", file.coreMetadata());
    }
    if (file.provenance() != null) {
      entry.put("provenance", file.provenance());
    }
  }

  /** Where a file is, seen from its project's page. */
  private static String address(PackageName name, String filename, ProjectFile file) {
    return "../../files/" + RequestPath.encode(name.name() + "/" + file.version() + "/" + filename);
  }

  /** A project as HTML. */
  static byte[] asHtml(PackageName name, Map<String, ProjectFile> files) {
    var page = begin("Links for " + name.name());
    page.append("<h1>Links for ").append(name.name()).append("</h1>\n");
    files.forEach(
        (filename, file) -> {
          page.append("<a href=\"").append(escape(address(name, filename, file)));
          if (file.sha256() != null) {
            page.append("#sha256=").append(file.sha256());
          }
          page.append('"');
          attribute(page, "data-requires-python", file.requiresPython());
          attribute(page, "data-yanked", file.yanked());
          var core =
              file.coreMetadata() == null
                  ? null
                  : file.coreMetadata().isEmpty() ? "true" : "sha256=" + file.coreMetadata();
          attribute(page, "data-core-metadata", core);
          attribute(page, "data-dist-info-metadata", core);
          attribute(page, "data-provenance", file.provenance());
          page.append('>').append(escape(filename)).append("</a><br>\n");
        });
    return end(page);
  }

  private static void attribute(StringBuilder page, String name, String value) {
    if (value != null) {
      page.append(' ').append(name).append("=\"").append(escape(value)).append('"');
    }
  }

  private static StringBuilder begin(String title) {
    return new StringBuilder("<!DOCTYPE html>\n<html><head>\n")
        .append("<meta name=\"pypi:repository-version\" content=\"1.1\">\n<title>")
        .append(title)
        .append("</title></head><body>\n");
  }

  private static byte[] end(StringBuilder page) {
    return page.append("</body></html>\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
