package dev.slipway.packages.figures;

import dev.slipway.packages.store.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Made artifacts of Maven, each of which needs two others. */
final class Artifacts {

  private static final int SIZE = 20_000;

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final String group;

  /**
   * @param group of all, a single word
   */
  Artifacts(String group, int count) throws IOException {
    this.group = group;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(group.hashCode());
    for (int i = 0; i < count; i++) {
      var filling = new byte[SIZE];
      random.nextBytes(filling);
      var jar = new ByteArrayOutputStream();
      try (var zip = new ZipOutputStream(jar)) {
        zip.putNextEntry(new ZipEntry("made-" + i));
        zip.write(filling);
      }
      var path = "/" + group + "/a" + i + "/1/a" + i + "-1";
      put(path + ".jar", jar.toByteArray());
      put(path + ".pom", pom("a" + i, "jar", needs(i, count)).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void put(String path, byte[] bytes) {
    files.put(path, bytes);
    files.put(path + ".sha1", Hashing.of(bytes).sha1().getBytes(StandardCharsets.US_ASCII));
  }

  private String needs(int i, int count) {
    return IntStream.of(2 * i + 1, 2 * i + 2)
        .filter(n -> n < count)
        .mapToObj(this::dependency)
        .collect(Collectors.joining());
  }

  private String dependency(int i) {
    return """
    <dependency><groupId>%s</groupId><artifactId>a%d</artifactId><version>1</version></dependency>
    """
        .formatted(group, i);
  }

  private String pom(String name, String packaging, String dependencies) {
    return """
    <project>
      <modelVersion>4.0.0</modelVersion>
      <groupId>%s</groupId><artifactId>%s</artifactId><version>1</version>
      <packaging>%s</packaging>
      <properties>
        <maven.compiler.release>17</maven.compiler.release>
        <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
      </properties>
      <dependencies>%s</dependencies>
    </project>
    """
        .formatted(group, name, packaging, dependencies);
  }

  /** A project that needs all. */
  String project() {
    return pom("project", "jar", dependency(0));
  }

  /** Where a repository has them all. */
  String folder() {
    return "/" + group;
  }

  /** The files of a repository, by their path. */
  Map<String, byte[]> files() {
    return files;
  }
}
