package dev.slipway.packages.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.s3.Condition;
import dev.slipway.packages.s3.S3Client;
import dev.slipway.packages.store.s3.Shared;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Pulls in a bucket: objects {@code pulls/DAY/TIME-REPLICA}, a line each. A replica writes its
 * newest object again with each batch until that is full, so that there are few of them; nobody
 * else ever writes it.
 */
final class PullObjects implements PullStore {

  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int FULL = 256 << 10;

  private final ObjectMapper json = new ObjectMapper();
  private final String replica = UUID.randomUUID().toString();
  private final S3Client client;
  private final String prefix;
  private final InstantSource clock;
  private LocalDate day = LocalDate.MIN;
  private String key;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  PullObjects(Shared shared, InstantSource clock) {
    client = shared.client();
    prefix = shared.prefix() + "pulls/";
    this.clock = clock;
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public void append(LocalDate of, List<Pull> pulls) throws IOException {
    if (!of.equals(day) || bytes.size() > FULL) {
      day = of;
      key = prefix + of + "/%013d-%s".formatted(clock.millis(), replica);
      bytes.reset();
    }
    var before = bytes.toByteArray();
    for (var pull : pulls) {
      bytes.writeBytes(json.writeValueAsBytes(pull));
      bytes.write('\n');
    }
    try {
      client.put(key, bytes.toByteArray(), new Condition.None());
    } catch (IOException e) {
      bytes.reset();
      bytes.writeBytes(before);
      throw e;
    }
  }

  @Override
  public void read(PullQuery query, Place from, Each each) throws IOException {
    var last = query.to().atOffset(ZoneOffset.UTC).toLocalDate();
    var today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1);
    var end = last.isBefore(today) ? last : today;
    var first = client.first(prefix).flatMap(o -> day(o.key()));
    if (first.isEmpty()) {
      return;
    }
    var begin = first.get().isAfter(from.day()) ? first.get() : from.day();
    for (var next = begin; !next.isAfter(end); next = next.plusDays(1)) {
      if (!read(next, next.equals(from.day()) ? from : new Place(next, "", 0), query, each)) {
        return;
      }
    }
  }

  private boolean read(LocalDate of, Place from, PullQuery query, Each each) throws IOException {
    var folder = prefix + of + "/";
    var parts = new ArrayList<String>();
    client.list(folder, o -> parts.add(o.key().substring(folder.length())));
    for (var part : parts) {
      if (part.compareTo(from.part()) < 0) {
        continue;
      }
      var found = client.get(folder + part);
      long offset = part.equals(from.part()) ? from.offset() : 0;
      if (found.isPresent() && !read(of, part, found.get().bytes(), offset, query, each)) {
        return false;
      }
    }
    return true;
  }

  private static boolean read(
      LocalDate of, String part, byte[] lines, long offset, PullQuery query, Each each) {
    int begin = (int) Math.min(offset, lines.length);
    for (int at = begin; at < lines.length; at++) {
      if (lines[at] == '\n') {
        var pull = query.read(new String(lines, begin, at - begin, StandardCharsets.UTF_8));
        begin = at + 1;
        if (pull.isPresent() && !each.see(pull.get(), new Place(of, part, begin))) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void forget(LocalDate before) throws IOException {
    client.list(
        prefix,
        object -> {
          if (day(object.key()).filter(d -> d.isBefore(before)).isPresent()) {
            client.delete(object.key());
          }
        });
  }

  /** Empty when it is somebody else's object. */
  private Optional<LocalDate> day(String object) {
    try {
      var name = object.substring(prefix.length());
      return Optional.of(LocalDate.parse(name.substring(0, name.indexOf('/'))));
    } catch (DateTimeException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
