package dev.slipway.packages.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The path of a request: split first, then decoded once, so that an encoded slash separates nothing
 * and nothing climbs. Source: RFC 3986 section 2.4.
 *
 * @param segments decoded; a path that ends in a slash has an empty last one
 */
public record RequestPath(List<String> segments) {

  private static final String UNRESERVED = "-._~!$&'()*+,;=:@";
  private static final int HEX = 16;

  public RequestPath {
    segments = List.copyOf(segments);
  }

  /**
   * Reads a path as it stands in the request.
   *
   * @param raw begins with a slash
   * @return empty when a segment is empty, a dot or two, is badly encoded, or has a backslash or a
   *     character that cannot be seen
   */
  public static Optional<RequestPath> parse(String raw) {
    if (!raw.startsWith("/")) {
      return Optional.empty();
    }
    var segments = new ArrayList<String>();
    var words = raw.substring(1).split("/", -1);
    for (int i = 0; i < words.length; i++) {
      var segment = decode(words[i]);
      if (segment.isEmpty() || !usable(segment.get(), i == words.length - 1)) {
        return Optional.empty();
      }
      segments.add(segment.get());
    }
    return Optional.of(new RequestPath(segments));
  }

  private static boolean usable(String segment, boolean last) {
    return (last || !segment.isEmpty())
        && !segment.equals(".")
        && !segment.equals("..")
        && segment.codePoints().allMatch(RequestPath::usable);
  }

  /** What changes a line, a terminal or the direction of writing could fool who reads it. */
  private static boolean usable(int c) {
    return c != '\\'
        && switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED ->
              false;
          default -> true;
        };
  }

  private static Optional<String> decode(String word) {
    if (word.chars().allMatch(c -> c != '%' && c <= '~')) {
      return Optional.of(word);
    }
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c != '%') {
        if (c > '~') {
          return Optional.empty();
        }
        bytes.write(c);
        continue;
      }
      int value = hex(word, i + 1);
      if (value < 0) {
        return Optional.empty();
      }
      bytes.write(value);
      i += 2;
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static int hex(String word, int at) {
    if (at + 2 > word.length()) {
      return -1;
    }
    int high = Character.digit(word.charAt(at), HEX);
    int low = Character.digit(word.charAt(at + 1), HEX);
    return high < 0 || low < 0 ? -1 : high * HEX + low;
  }

  /** The path without its first segments; without any it is one empty segment. */
  public RequestPath below(int first) {
    return new RequestPath(
        first < segments.size() ? segments.subList(first, segments.size()) : List.of(""));
  }

  /** The segments from this one on with slashes between them; empty when one has a slash in it. */
  public Optional<String> from(int first) {
    var rest = segments.subList(Math.min(first, segments.size()), segments.size());
    return rest.stream().anyMatch(s -> s.contains("/"))
        ? Optional.empty()
        : Optional.of(String.join("/", rest));
  }

  /** A decoded path as it is written in an address. */
  public static String encode(String path) {
    return path.codePoints()
        .mapToObj(Character::toString)
        .map(c -> plain(c) ? c : percent(c))
        .collect(Collectors.joining());
  }

  private static boolean plain(String c) {
    return c.equals("/")
        || UNRESERVED.contains(c)
        || (c.length() == 1 && c.charAt(0) < 0x80 && Character.isLetterOrDigit(c.charAt(0)));
  }

  private static String percent(String c) {
    var text = new StringBuilder();
    for (var b : c.getBytes(StandardCharsets.UTF_8)) {
      text.append("%%%02X".formatted(b & 0xff));
    }
    return text.toString();
  }
}
