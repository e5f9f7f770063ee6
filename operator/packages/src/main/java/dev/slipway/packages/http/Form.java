package dev.slipway.packages.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** A form with files, which wait on the disk. Source: RFC 7578. */
public final class Form implements AutoCloseable {

  private static final int MOST_PARTS = 20_000;
  private static final int LARGEST_HEADERS = 16 << 10;
  private static final int MOST_MEMORY = 64 << 10;
  private static final int LONGEST_FIELD = 1 << 20;

  private final MultiPartFormData.Parts parts;

  private Form(MultiPartFormData.Parts parts) {
    this.parts = parts;
  }

  /** A request that is no form that can be read. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  /** Reads the whole form. */
  static Form read(Request request, Path folder, long largest) throws Unreadable, IOException {
    var type = request.getHeaders().get("Content-Type");
    if (type == null || !type.startsWith("multipart/form-data")) {
      throw new Unreadable("send multipart/form-data");
    }
    var config =
        new MultiPartConfig.Builder()
            .location(folder)
            .maxParts(MOST_PARTS)
            .maxHeadersSize(LARGEST_HEADERS)
            .maxMemoryPartSize(MOST_MEMORY)
            .maxPartSize(largest)
            .maxSize(largest + LARGEST_HEADERS)
            .useFilesForPartsWithoutFileName(true)
            .build();
    try {
      return new Form(MultiPartFormData.getParts(request, request, type, config));
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException io && Failure.of(io).status() != Failure.SERVER_ERROR) {
          throw io;
        }
      }
      throw new Unreadable("the form cannot be read: " + e.getMessage());
    }
  }

  /** The text of a field; empty when there is none. */
  public Optional<String> text(String name) {
    return part(name)
        .filter(p -> p.getFileName() == null && p.getLength() <= LONGEST_FIELD)
        .map(p -> p.getContentAsString(StandardCharsets.UTF_8));
  }

  /** The name of the file in a field; empty when there is none. */
  public Optional<String> fileName(String name) {
    return part(name).map(MultiPart.Part::getFileName);
  }

  /** The bytes of the file in a field. */
  public InputStream file(String name) {
    return Content.Source.asInputStream(part(name).orElseThrow().createContentSource());
  }

  /** The name of the first field with a file; empty when there is none. */
  public Optional<String> firstFile() {
    for (var part : parts) {
      if (part.getFileName() != null) {
        return Optional.of(part.getName());
      }
    }
    return Optional.empty();
  }

  private Optional<MultiPart.Part> part(String name) {
    return Optional.ofNullable(parts.getFirst(name));
  }

  /** Removes the files. */
  @Override
  public void close() {
    parts.close();
  }
}
