package dev.slipway.packages.store.s3;

import dev.slipway.testkit.s3.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Makes a store say that its objects were written at a test's time. Thread-safe. */
public final class StoreTime implements FaultProxy.Rewriting {

  private static final Pattern HEADER = Pattern.compile("(?im)^Last-Modified:.*$");
  private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length:.*$");
  private static final Pattern LISTED = Pattern.compile("<Contents>.*?</Contents>", Pattern.DOTALL);
  private static final Pattern KEY = Pattern.compile("<Key>(.*?)</Key>");
  private static final Pattern MODIFIED = Pattern.compile("<LastModified>.*?</LastModified>");

  private final InstantSource clock;
  private final ConcurrentMap<String, Instant> written = new ConcurrentHashMap<>();

  public StoreTime(InstantSource clock) {
    this.clock = clock;
  }

  /** The key in a path that begins with the bucket. */
  private static String key(FaultProxy.Request request) {
    var path = request.target().replaceFirst("\\?.*", "");
    return path.substring(path.indexOf('/', 1) + 1);
  }

  private static String isoDate(Instant time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
  }

  @Override
  public byte[] of(FaultProxy.Request request, byte[] answer) {
    var text = new String(answer, StandardCharsets.ISO_8859_1);
    if (request.list()) {
      int body = text.indexOf("\r\n\r\n") + 4;
      var listed = LISTED.matcher(text.substring(body)).replaceAll(this::listed);
      var head =
          LENGTH
              .matcher(text.substring(0, body))
              .replaceFirst("Content-Length: " + listed.length());
      return (head + listed).getBytes(StandardCharsets.ISO_8859_1);
    }
    boolean whole = request.method().equals("PUT") && !request.target().contains("partNumber=");
    boolean completes = request.method().equals("POST") && request.target().contains("uploadId=");
    if ((whole || completes) && text.startsWith("HTTP/1.1 200")) {
      written.put(key(request), clock.instant());
    }
    var time = written.get(key(request));
    if (time == null || !request.method().equals("GET")) {
      return answer;
    }
    int end = text.indexOf("\r\n\r\n");
    var head =
        HEADER.matcher(text.substring(0, end)).replaceFirst("Last-Modified: " + isoDate(time));
    return (head + text.substring(end)).getBytes(StandardCharsets.ISO_8859_1);
  }

  private String listed(MatchResult contents) {
    var key = KEY.matcher(contents.group());
    var time = key.find() ? written.get(key.group(1)) : null;
    return time == null
        ? contents.group()
        : MODIFIED
            .matcher(contents.group())
            .replaceFirst("<LastModified>" + time + "</LastModified>");
  }
}
