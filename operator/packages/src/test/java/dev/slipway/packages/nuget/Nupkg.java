package dev.slipway.packages.nuget;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes packages as {@code dotnet pack} does. */
final class Nupkg {

  private final String id;
  private final String version;
  private final List<String> metadata = new ArrayList<>();
  private final List<String> dependencies = new ArrayList<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private String nuspec;

  private Nupkg(String id, String version) {
    this.id = id;
    this.version = version;
    nuspec = id + ".nuspec";
  }

  static Nupkg of(String id, String version) {
    return new Nupkg(id, version);
  }

  /** A further element of the metadata, as XML. */
  Nupkg says(String xml) {
    metadata.add(xml);
    return this;
  }

  Nupkg needs(String otherId, String range) {
    dependencies.add("<dependency id=\"%s\" version=\"%s\"/>".formatted(otherId, range));
    return this;
  }

  Nupkg has(String path, String content) {
    return has(path, content.getBytes(StandardCharsets.UTF_8));
  }

  Nupkg has(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  /** The nuspec has another name. */
  Nupkg nuspec(String name) {
    nuspec = name;
    return this;
  }

  byte[] bytes() {
    return bytes(
        """
        <?xml version="1.0" encoding="utf-8"?>
        <package>
          <metadata minClientVersion="3.3">
            <id>%s</id>
            <version>%s</version>
            <authors>Ann, Bob</authors>
            <description>A demo of %s</description>
            %s
            <dependencies><group targetFramework="net8.0">%s</group></dependencies>
          </metadata>
        </package>
        """
            .formatted(
                id, version, id, String.join("\n", metadata), String.join("\n", dependencies)));
  }

  /** The package with another nuspec. */
  byte[] bytes(String xml) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      // Packers of the platform write this mark.
      entry(zip, nuspec, ("\ufeff" + xml).getBytes(StandardCharsets.UTF_8));
      entry(zip, "[Content_Types].xml", "<Types/>".getBytes(StandardCharsets.UTF_8));
      for (var file : files.entrySet()) {
        entry(zip, file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var entry = new ZipEntry(name);
    entry.setTime(1_800_000_000_000L);
    zip.putNextEntry(entry);
    zip.write(content);
  }
}
