package dev.slipway.packages.npm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The versions in a registry's document of a package, one after the other, for it may have many
 * megabytes. For one thread.
 */
final class DocumentVersions implements Closeable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonParser parser;
  private boolean inside;
  private boolean unread;

  /** Begins before the first version. */
  DocumentVersions(Path document) throws IOException {
    parser = JSON.createParser(document.toFile());
    parser.nextToken();
  }

  /** Goes on to the next version, and gives its name; null at the end. */
  String next() throws IOException {
    if (unread) {
      parser.skipChildren();
      unread = false;
    }
    while (true) {
      var token = parser.nextToken();
      if (inside && token == JsonToken.FIELD_NAME) {
        var version = parser.currentName();
        parser.nextToken();
        unread = true;
        return version;
      }
      if (inside) {
        inside = false;
      } else if (token == JsonToken.FIELD_NAME) {
        boolean versions = parser.currentName().equals("versions");
        inside = parser.nextToken() == JsonToken.START_OBJECT && versions;
        if (!inside) {
          parser.skipChildren();
        }
      } else {
        return null;
      }
    }
  }

  /** What the document says of the version, once. */
  ObjectNode read() throws IOException {
    unread = false;
    return JSON.readTree(parser);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
