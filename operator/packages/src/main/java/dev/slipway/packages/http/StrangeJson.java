package dev.slipway.packages.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Reads JSON that clients send. What is nested too deep or has too many parts is refused as what
 * cannot be read: a few bytes of text may be a hundred times as many in memory.
 */
public final class StrangeJson {

  private static final int DEEPEST = 200;
  private static final long MOST_TOKENS = 1_000_000;

  private StrangeJson() {}

  /** Reads as a stream. */
  public static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxTokenCount(MOST_TOKENS)
                .build())
        .build();
  }

  /** Reads whole documents. */
  public static ObjectMapper mapper() {
    return new ObjectMapper(factory());
  }
}
