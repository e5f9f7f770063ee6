package dev.slipway.packages.advisory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes the entries of one file, one after the other; a bad one is noted and does not stop it. */
final class Entries {

  /** What is read of strangers: not deep, no endless texts, and nothing behind the end. */
  static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxStringLength(2 << 20)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int MOST_PROBLEMS = 100;
  private static final int LONGEST_REASON = 300;
  private static final int ADVISORY = 220;
  private static final int AFFECTED = 200;
  private static final int TEXT = 64;
  private static final int SPAN = 32;

  private final AdvisoryLimits limits;
  private final Map<String, String> texts = new HashMap<>();
  private final List<Affected> affected = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int seen;
  private int advisories;
  private int others;
  private int bad;
  private long memory;

  Entries(AdvisoryLimits limits) {
    this.limits = limits;
  }

  /** Takes an entry that is not read yet. */
  void add(String where, byte[] bytes) throws IOException, UnusableFile {
    if (bytes.length > limits.entry()) {
      bad(where, "it is larger than " + limits.entry() + " bytes");
      return;
    }
    try {
      add(where, JSON.readTree(bytes));
    } catch (JsonProcessingException e) {
      bad(where, "it is no JSON: " + e.getOriginalMessage());
    }
  }

  void add(String where, JsonNode entry) throws UnusableFile {
    try {
      var found = OsvEntry.read(entry, this::same);
      count();
      if (found.isEmpty()) {
        others++;
        return;
      }
      advisories++;
      affected.addAll(found);
      weigh(found);
    } catch (UnusableEntry e) {
      bad(where, e.getMessage());
    }
  }

  void bad(String where, String reason) throws UnusableFile {
    count();
    bad++;
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(
          new Problem(
              Printable.text(where, LONGEST_REASON), Printable.text(reason, LONGEST_REASON)));
    }
  }

  private void count() throws UnusableFile {
    seen++;
    if (seen > limits.entries()) {
      throw new UnusableFile(
          "the file has more than " + limits.entries() + " entries; send those that are needed",
          true);
    }
  }

  private String same(String text) {
    var known = texts.putIfAbsent(text, text);
    if (known == null) {
      memory += TEXT + text.length();
    }
    return known == null ? text : known;
  }

  private void weigh(List<Affected> found) throws UnusableFile {
    var advisory = found.getFirst().advisory();
    memory += ADVISORY + advisory.id().length() + advisory.title().length();
    memory += advisory.url().length();
    memory += advisory.aliases().stream().mapToInt(a -> TEXT + a.length()).sum();
    for (var one : found) {
      memory += AFFECTED + (long) SPAN * one.spans().size() + (long) SPAN * one.versions().size();
    }
    if (memory > limits.memory()) {
      throw new UnusableFile(
          "the advisories take more than the "
              + (limits.memory() >> 20)
              + " MiB of memory that are left for them; send fewer, such as one ecosystem,"
              + " or give the server more memory",
          true);
    }
  }

  /**
   * What was read.
   *
   * @throws UnusableFile when nothing of it can be used
   */
  Content content() throws UnusableFile {
    if (bad > 0 && bad == seen) {
      throw new UnusableFile(
          "the file has no advisory that can be used; %s: %s"
              .formatted(problems.getFirst().entry(), problems.getFirst().reason()));
    }
    return new Content(affected, advisories, others, bad, problems, memory);
  }
}
