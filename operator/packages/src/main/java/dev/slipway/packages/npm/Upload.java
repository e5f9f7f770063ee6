package dev.slipway.packages.npm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.packages.http.StrangeJson;
import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.BlobStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client sends to publish or to change a package: a document with the files in it as base64.
 * It is read as a stream, so that a file of any size takes no memory. Source: npm registry API,
 * publish.
 *
 * @param name null when it says none
 * @param versions by version
 * @param tags names for versions
 * @param files by name, in the store
 */
record Upload(
    String name,
    Map<String, ObjectNode> versions,
    Map<String, String> tags,
    Map<String, Digests> files) {

  private static final int LARGEST_DOCUMENT = 32 << 20;

  /** A document that cannot be used; says why. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /** Reads a document and puts its files into the store. */
  static Upload read(InputStream body, BlobStore blobs) throws IOException, Unusable {
    var counted = new Counted(body);
    try (var parser = StrangeJson.factory().createParser(counted)) {
      return new Reader(parser, counted, blobs).read();
    } catch (JsonProcessingException e) {
      throw new Unusable("the document is no JSON that can be read: " + e.getOriginalMessage());
    }
  }

  /** Counts what is read outside of files, and ends what is too long. */
  private static final class Counted extends FilterInputStream {
    private long sum;
    private boolean counting = true;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, length);
      sum += counting ? Math.max(0, n) : 0;
      if (sum > LARGEST_DOCUMENT) {
        throw new TooLarge();
      }
      return n;
    }
  }

  /** A document without its files that is too large. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("a document without its files has at most " + LARGEST_DOCUMENT + " bytes");
    }
  }

  private static final class Reader {
    private final JsonParser parser;
    private final Counted counted;
    private final BlobStore blobs;
    private final ObjectMapper json = new ObjectMapper();
    private String name;
    private final Map<String, ObjectNode> versions = new TreeMap<>();
    private final Map<String, String> tags = new TreeMap<>();
    private final Map<String, Digests> files = new LinkedHashMap<>();

    Reader(JsonParser parser, Counted counted, BlobStore blobs) {
      this.parser = parser;
      this.counted = counted;
      this.blobs = blobs;
      parser.setCodec(json);
    }

    Upload read() throws IOException, Unusable {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Unusable("the document is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "name" -> name = parser.getValueAsString();
          case "versions" -> versions();
          case "dist-tags" -> tags();
          case "_attachments" -> files();
          default -> parser.skipChildren();
        }
      }
      return new Upload(name, versions, tags, files);
    }

    private boolean entersObject() throws IOException {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        return true;
      }
      parser.skipChildren();
      return false;
    }

    private void versions() throws IOException, Unusable {
      if (!entersObject()) {
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var version = parser.currentName();
        parser.nextToken();
        if (!(json.readTree(parser) instanceof ObjectNode node)) {
          throw new Unusable("version " + version + " is no JSON object");
        }
        versions.put(version, node);
      }
    }

    private void tags() throws IOException {
      if (!entersObject()) {
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var tag = parser.currentName();
        if (parser.nextToken() == JsonToken.VALUE_STRING) {
          tags.put(tag, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    }

    private void files() throws IOException {
      if (!entersObject()) {
        return;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var file = parser.currentName();
        parser.nextToken();
        if (!entersObject()) {
          continue;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean data = parser.currentName().equals("data");
          parser.nextToken();
          if (data) {
            files.put(file, store());
          } else {
            parser.skipChildren();
          }
        }
      }
    }

    private Digests store() throws IOException {
      Path aside = blobs.aside();
      counted.counting = false;
      try {
        try (var out = Files.newOutputStream(aside)) {
          parser.readBinaryValue(out);
        }
        try (var in = Files.newInputStream(aside)) {
          return blobs.put(in);
        }
      } finally {
        counted.counting = true;
        Files.deleteIfExists(aside);
      }
    }
  }
}
