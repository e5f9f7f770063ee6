package dev.slipway.packages.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/** Reads a store's XML: no document type, no entities, no other files. */
final class Answers {

  private static final XMLInputFactory FACTORY = factory();

  /**
   * A page of a list.
   *
   * @param next what the next page is asked with; empty when this is the last
   */
  record Page(List<S3Client.Listed> objects, Optional<String> next) {}

  private Answers() {}

  private static XMLInputFactory factory() {
    var factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  /** The texts of the elements right below the root; empty when this is no XML. */
  static Map<String, String> fields(byte[] body) {
    var fields = new TreeMap<String, String>();
    try {
      read(body, (path, text) -> fields.put(path.substring(path.indexOf('/') + 1), text));
    } catch (XMLStreamException e) {
      fields.clear();
    }
    return fields;
  }

  /** The name of the root; empty when this is no XML. */
  static String root(byte[] body) {
    try {
      var reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(body));
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT) {
          return reader.getLocalName();
        }
      }
    } catch (XMLStreamException e) {
      return "";
    }
    return "";
  }

  static Page page(byte[] body) throws IOException {
    var objects = new ArrayList<S3Client.Listed>();
    var next = new String[1];
    var fields = new TreeMap<String, String>();
    try {
      read(
          body,
          (path, text) -> {
            switch (path) {
              case "ListBucketResult/Contents" -> {
                objects.add(S3Client.Listed.of(fields));
                fields.clear();
              }
              case "ListBucketResult/NextContinuationToken" -> next[0] = text;
              default -> fields.put(path.substring(path.lastIndexOf('/') + 1), text);
            }
          });
    } catch (XMLStreamException | RuntimeException e) {
      throw new IOException("the store's list cannot be read: " + e.getMessage(), e);
    }
    return new Page(objects, Optional.ofNullable(next[0]).filter(t -> !t.isEmpty()));
  }

  private interface Element {
    void ended(String path, String text);
  }

  private static void read(byte[] body, Element element) throws XMLStreamException {
    var reader = FACTORY.createXMLStreamReader(new ByteArrayInputStream(body));
    var path = new StringBuilder();
    var text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          path.append(path.isEmpty() ? "" : "/").append(reader.getLocalName());
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          element.ended(path.toString(), text.toString());
          path.setLength(Math.max(path.lastIndexOf("/"), 0));
        }
        default -> {}
      }
    }
  }
}
