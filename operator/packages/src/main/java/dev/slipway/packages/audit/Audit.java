package dev.slipway.packages.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.function.Consumer;

/**
 * Who did what, a line of JSON each. What others chose, such as names, cannot begin a new line nor
 * hide a part of one: everything outside of printable ASCII is escaped.
 */
public final class Audit {

  /**
   * A call that has been answered.
   *
   * @param user empty for nobody that is known
   * @param verb that is asked of the API server: get, update, delete, copy, dispose, quarantine,
   *     admin
   * @param packagePath {@code /FORMAT/NAMESPACE/NAME}; empty for none
   * @param version several with commas between; empty for none
   * @param path of the request, decoded or not
   * @param result status code of the answer
   * @param address of the client
   */
  public record Entry(
      String user,
      String pod,
      String verb,
      String repository,
      String packagePath,
      String version,
      String method,
      String path,
      int result,
      String address) {}

  private static final int LONGEST = 1024;

  private final ObjectMapper json =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private final Consumer<String> lines;

  /**
   * An audit that goes somewhere.
   *
   * @param lines takes each line, without its end
   */
  public Audit(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Writes a line. */
  public void write(Entry entry) {
    lines.accept(line(entry));
  }

  String line(Entry entry) {
    var line = json.createObjectNode();
    line.put("audit", "packages");
    line.put("user", bounded(entry.user()));
    line.put("pod", bounded(entry.pod()));
    line.put("verb", entry.verb());
    line.put("repository", bounded(entry.repository()));
    line.put("package", bounded(entry.packagePath()));
    line.put("version", bounded(entry.version()));
    line.put("method", bounded(entry.method()));
    line.put("path", bounded(entry.path()));
    line.put("result", entry.result());
    line.put("client", bounded(entry.address()));
    try {
      return json.writeValueAsString(line).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written as JSON", e);
    }
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
