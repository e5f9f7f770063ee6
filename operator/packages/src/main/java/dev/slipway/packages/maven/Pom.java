package dev.slipway.packages.maven;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads what a POM says itself. Documents with a DOCTYPE are not read: they may name files. */
final class Pom {

  private static final int MOST_DEPENDENCIES = 5000;
  private static final int LONGEST = 10_000;

  private final Map<String, String> fields = new HashMap<>();
  private final List<String> licenses = new ArrayList<>();
  private final List<VersionMetadata.Dependency> dependencies = new ArrayList<>();
  private Map<String, String> dependency = new HashMap<>();

  private Pom() {}

  /** Empty when the bytes are no POM. */
  static Optional<VersionMetadata> parse(byte[] xml) {
    var factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      var pom = new Pom();
      return pom.read(factory.createXMLStreamReader(new ByteArrayInputStream(xml)))
          ? Optional.of(pom.metadata())
          : Optional.empty();
    } catch (XMLStreamException e) {
      return Optional.empty();
    }
  }

  private VersionMetadata metadata() {
    return new VersionMetadata(
        fields.get("packaging"),
        fields.get("name"),
        fields.get("description"),
        fields.get("url"),
        licenses,
        dependencies,
        null);
  }

  private boolean read(XMLStreamReader reader) throws XMLStreamException {
    Deque<String> path = new ArrayDeque<>();
    boolean project = false;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.DTD -> {
          return false;
        }
        case XMLStreamConstants.START_ELEMENT -> {
          path.addLast(reader.getLocalName());
          project |= path.size() == 1 && path.getFirst().equals("project");
        }
        case XMLStreamConstants.CHARACTERS -> text(String.join("/", path), reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          end(String.join("/", path));
          path.removeLast();
        }
        default -> {}
      }
    }
    return project;
  }

  private void text(String path, String text) {
    var value = text.strip();
    if (value.isEmpty()) {
      return;
    }
    var bounded = value.substring(0, Math.min(value.length(), LONGEST));
    var name = path.substring(path.lastIndexOf('/') + 1);
    switch (path.substring(0, Math.max(0, path.lastIndexOf('/')))) {
      case "project" -> fields.put(name, bounded);
      case "project/licenses/license" -> {
        if (name.equals("name")) {
          licenses.add(bounded);
        }
      }
      case "project/dependencies/dependency" -> dependency.put(name, bounded);
      default -> {}
    }
  }

  private void end(String path) {
    if (!path.equals("project/dependencies/dependency")) {
      return;
    }
    if (dependencies.size() < MOST_DEPENDENCIES) {
      dependencies.add(
          new VersionMetadata.Dependency(
              dependency.get("groupId"),
              dependency.get("artifactId"),
              dependency.get("version"),
              "true".equals(dependency.get("optional"))
                  ? "optional"
                  : dependency.getOrDefault("scope", "compile")));
    }
    dependency = new HashMap<>();
  }
}
