package dev.slipway.testkit.upstream;

import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/**
 * The address from which this machine's own Maven takes its packages: a mirror of its settings, or
 * else the one that Maven itself carries.
 */
public final class MavenUpstream {

  private static final Pattern HOME = Pattern.compile("(?m)^Maven home: (.+)$");
  private static final Pattern MIRROR =
      Pattern.compile(
          "(?s)<mirror>(?=.*?<mirrorOf>[^<]*(?:\\*|central)[^<]*</mirrorOf>).*?<url>([^<]+)</url>");
  private static final Pattern CENTRAL =
      Pattern.compile("(?s)<repository>.*?<id>central</id>.*?<url>([^<]+)</url>");
  private static final String SUPER_POM = "org/apache/maven/model/pom-4.0.0.xml";

  private MavenUpstream() {}

  /** Returns the address, without a slash at the end. */
  public static String configured(Shell shell) {
    var home = HOME.matcher(shell.run("mvn", "-v"));
    if (!home.find()) {
      throw new IllegalStateException("mvn -v names no Maven home");
    }
    var maven = Path.of(home.group(1).strip());
    var settings = Path.of(System.getProperty("user.home"), ".m2", "settings.xml");
    return mirror(settings)
        .or(() -> mirror(maven.resolve("conf/settings.xml")))
        .orElseGet(() -> carried(maven))
        .replaceAll("/+$", "");
  }

  private static Optional<String> mirror(Path settings) {
    try {
      if (!Files.isReadable(settings)) {
        return Optional.empty();
      }
      var text = Files.readString(settings).replaceAll("(?s)<!--.*?-->", "");
      var found = MIRROR.matcher(text);
      return found.find() && !found.group(1).contains("0.0.0.0")
          ? Optional.of(found.group(1).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String carried(Path maven) {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(maven.resolve("lib"), "maven-model-builder*.jar")) {
      for (var jar : jars) {
        try (var zip = new ZipFile(jar.toRealPath().toFile())) {
          var entry = zip.getEntry(SUPER_POM);
          var text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
          var found = CENTRAL.matcher(text);
          if (found.find()) {
            return found.group(1).strip();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no Maven repository found in " + maven);
  }
}
