package dev.slipway.packages.upkeep;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;

/**
 * Something that a job does, or would do.
 *
 * @param what such as erased, evicted or damaged
 * @param subject a blob's digest, or a version of a package
 * @param bytes 0 where they do not matter
 * @param why in words
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Finding(String what, String subject, long bytes, String why) {

  /** Hears of findings, one after the other. */
  public interface Listener {
    void found(Finding finding) throws IOException;
  }
}
