package dev.slipway.runner;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The log of a build, on standard output and in a file, with the values of secrets masked. It is
 * written line by line; a line without an end is written in parts of some 64 KiB. Thread-safe.
 */
final class MaskedLog implements Closeable {

  private static final int LONGEST_LINE = 1 << 16;
  private static final int SHORTEST_SECRET = 4;
  private static final String MASK = "***";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final List<OutputStream> outputs;
  private volatile List<String> secrets;
  private final InstantSource clock;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  MaskedLog(List<OutputStream> outputs, Collection<String> secrets, InstantSource clock) {
    this.outputs = List.copyOf(outputs);
    this.clock = clock;
    this.secrets = sorted(secrets.stream().flatMap(MaskedLog::parts));
  }

  /** Masks a value from now on. */
  synchronized void hide(String secret) {
    var known = secrets;
    if (parts(secret).anyMatch(s -> !known.contains(s))) {
      secrets = sorted(Stream.concat(known.stream(), parts(secret)));
    }
  }

  /** A secret and its lines, one character a byte. */
  private static Stream<String> parts(String secret) {
    return Stream.concat(Stream.of(secret), secret.lines())
        .filter(s -> s.length() >= SHORTEST_SECRET)
        .map(s -> new String(s.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
  }

  private static List<String> sorted(Stream<String> secrets) {
    return secrets.distinct().sorted(Comparator.comparing(String::length).reversed()).toList();
  }

  private int longestSecret() {
    return secrets.isEmpty() ? 0 : secrets.getFirst().length();
  }

  /** A line of the runner's own. */
  synchronized void say(String text) {
    endLine();
    var stamped = "[Container] " + STAMP.format(clock.instant()) + " " + text + "\n";
    emit(stamped.getBytes(StandardCharsets.UTF_8));
  }

  /** What a command printed. */
  synchronized void write(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      line.write(bytes[i]);
      if (bytes[i] == '\n') {
        emit(line.toByteArray());
        line.reset();
      } else if (line.size() >= LONGEST_LINE + longestSecret()) {
        cut();
      }
    }
  }

  /** Writes what there is of a line, but for an end in which a secret may have begun. */
  private void cut() {
    var text = mask(line.toString(StandardCharsets.ISO_8859_1));
    int end = Math.max(0, text.length() - longestSecret());
    emit(text.substring(0, end).getBytes(StandardCharsets.ISO_8859_1));
    line.reset();
    line.writeBytes(text.substring(end).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Masks a text that leaves the pod in another way. */
  String masked(String text) {
    var bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return new String(mask(bytes).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private String mask(String text) {
    var result = text;
    for (var secret : secrets) {
      result = result.replace(secret, MASK);
    }
    return result;
  }

  private void endLine() {
    if (line.size() > 0) {
      line.write('\n');
      emit(line.toByteArray());
      line.reset();
    }
  }

  private void emit(byte[] bytes) {
    var out =
        secrets.isEmpty()
            ? bytes
            : mask(new String(bytes, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
    try {
      for (var output : outputs) {
        output.write(out);
        output.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    endLine();
    for (var output : outputs) {
      output.flush();
    }
  }
}
