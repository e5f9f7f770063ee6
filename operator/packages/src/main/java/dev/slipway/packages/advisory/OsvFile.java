package dev.slipway.packages.advisory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of advisories as an administrator sends it: one OSV entry, a JSON array of them, one on
 * each line, or a zip archive of such files, as the public dumps are.
 */
final class OsvFile {

  private static final int ZIP = 'P';
  private static final int BUFFER = 1 << 16;
  private static final ObjectMapper ELEMENTS =
      Entries.JSON.copy().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private OsvFile() {}

  /**
   * Reads a file.
   *
   * @throws UnusableFile when it is none of these, passes a limit, or has nothing that can be used
   */
  static Content read(Path file, AdvisoryLimits limits) throws IOException, UnusableFile {
    var entries = new Entries(limits);
    try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      in.mark(limits.entry() + BUFFER);
      int first = in.read();
      while (first >= 0 && first <= ' ') {
        first = in.read();
      }
      in.reset();
      switch (first) {
        case ZIP -> OsvArchive.read(file, limits, entries);
        case '[' -> array(in, limits, entries);
        case '{' -> objects(in, limits, entries);
        default ->
            throw new UnusableFile(
                "the file is neither JSON nor a zip archive; send OSV entries as one JSON object,"
                    + " a JSON array, one object on each line, or a zip archive of such files");
      }
    }
    return entries.content();
  }

  /** Ends an element that is too large before it is in memory. */
  private static final class Counted extends FilterInputStream {
    private final long most;
    private long sum;

    Counted(InputStream in, long most) {
      super(in);
      this.most = most;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, Math.min(length, BUFFER));
      sum += Math.max(0, n);
      if (sum > most + BUFFER) {
        throw new TooLarge();
      }
      return n;
    }
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static void array(InputStream in, AdvisoryLimits limits, Entries entries)
      throws IOException, UnusableFile {
    var counted = new Counted(in, limits.entry());
    int number = 0;
    try (var parser = ELEMENTS.getFactory().createParser(counted)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        var entry = parser.<JsonNode>readValueAsTree();
        number++;
        entries.add("entry " + number, entry);
        counted.sum = 0;
      }
      if (parser.nextToken() != null) {
        throw new UnusableFile("something follows the array; send one array alone");
      }
    } catch (JsonProcessingException e) {
      throw new UnusableFile(
          "the array cannot be read behind its entry "
              + number
              + ": "
              + Printable.text(e.getOriginalMessage(), BUFFER));
    } catch (TooLarge e) {
      throw new UnusableFile(
          "the array's entry " + (number + 1) + " is larger than " + limits.entry() + " bytes",
          true);
    }
  }

  /** One entry on each line; when the first line holds no whole one, the file is a single entry. */
  private static void objects(BufferedInputStream in, AdvisoryLimits limits, Entries entries)
      throws IOException, UnusableFile {
    var lines = new Lines(in, limits.entry());
    var first = lines.next();
    while (first != null && first.length == 0) {
      first = lines.next();
    }
    if (first == null) {
      return;
    }
    if (first[first.length - 1] != '}' && first.length <= limits.entry()) {
      in.reset();
      entries.add("the file", in.readNBytes(limits.entry() + 1));
      return;
    }
    for (var line = first; line != null; line = lines.next()) {
      if (line.length > 0) {
        entries.add("line " + lines.number(), line);
      }
    }
  }
}
