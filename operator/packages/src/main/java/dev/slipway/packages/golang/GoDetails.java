package dev.slipway.packages.golang;

import dev.slipway.packages.archive.ZipEntries;
import dev.slipway.packages.model.Format;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.repository.FormatDetails;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code go.mod} says of a module. Source: Go modules reference, go.mod files. */
public final class GoDetails implements FormatDetails {

  private static final int LARGEST_MODULE_FILE = 4 << 20;
  private static final int LARGEST_README = 1 << 20;
  private static final Pattern REQUIRED =
      Pattern.compile("(?:require\\s+)?\"?([^\\s\"()]+)\"?\\s+(v[^\\s/]+)\\s*(//.*)?");

  @Override
  public Optional<PackageName> name(Format format, String namespace, String name) {
    return namespace.isEmpty() ? ModulePath.parse(ModulePath.escape(name)) : Optional.empty();
  }

  @Override
  public List<Dependency> dependencies(Kept kept) throws IOException {
    var module = kept.bytes(a -> a.endsWith(".mod"), LARGEST_MODULE_FILE);
    var found = new ArrayList<Dependency>();
    boolean block = false;
    for (var raw : text(module.orElse(new byte[0])).split("\n", -1)) {
      var line = raw.strip();
      if (block && line.startsWith(")")) {
        block = false;
      } else if (line.matches("require\\s*\\(.*")) {
        block = true;
      } else if (block || line.startsWith("require ")) {
        var matcher = REQUIRED.matcher(line);
        if (matcher.matches()) {
          boolean indirect = matcher.group(3) != null && matcher.group(3).contains("indirect");
          found.add(
              new Dependency(
                  "", matcher.group(1), indirect ? "indirect" : "regular", matcher.group(2)));
        }
      }
    }
    return found;
  }

  @Override
  public Optional<String> readme(Kept kept) throws IOException {
    var file = kept.file(a -> a.endsWith(".zip"));
    var wanted = (kept.name().name() + "@" + kept.version() + "/readme").toLowerCase(Locale.ROOT);
    return file.isEmpty()
        ? Optional.empty()
        : ZipEntries.find(
                file.get(),
                e -> {
                  var name = e.toLowerCase(Locale.ROOT);
                  return name.equals(wanted) || name.equals(wanted + ".md");
                },
                LARGEST_README)
            .map(GoDetails::text);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
