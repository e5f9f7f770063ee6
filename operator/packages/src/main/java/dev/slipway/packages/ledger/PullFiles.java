package dev.slipway.packages.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Pulls in a file for each day, {@code 2026-01-31.jsonl}, a line each. A line that was torn when
 * the process ended is passed over. One thread writes, others may read meanwhile.
 */
final class PullFiles implements PullStore {

  private static final String SUFFIX = ".jsonl";
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Path folder;
  private final ObjectMapper json = new ObjectMapper();

  PullFiles(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
  }

  private Path file(LocalDate day) {
    return folder.resolve(day + SUFFIX);
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public void append(LocalDate day, List<Pull> pulls) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out =
        FileChannel.open(
            file(day),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long size = out.size();
      if (size > 0) {
        var end = ByteBuffer.allocate(1);
        out.read(end, size - 1);
        if (end.get(0) != '\n') {
          bytes.write('\n');
        }
      }
      for (var pull : pulls) {
        bytes.write(json.writeValueAsBytes(pull));
        bytes.write('\n');
      }
      var left = ByteBuffer.wrap(bytes.toByteArray());
      out.position(size);
      while (left.hasRemaining()) {
        out.write(left);
      }
    }
  }

  @Override
  public void read(PullQuery query, Place from, Each each) throws IOException {
    var last = query.to().atOffset(ZoneOffset.UTC).toLocalDate();
    for (var day : days()) {
      if (day.isBefore(from.day()) || day.isAfter(last)) {
        continue;
      }
      if (!read(day, day.equals(from.day()) ? from.offset() : 0, query, each)) {
        return;
      }
    }
  }

  private boolean read(LocalDate day, long offset, PullQuery query, Each each) throws IOException {
    try (var lines = new Lines(file(day), offset)) {
      for (var line = lines.next(); line != null; line = lines.next()) {
        var pull = query.read(line);
        if (pull.isPresent() && !each.see(pull.get(), new Place(day, "", lines.offset()))) {
          return false;
        }
      }
    } catch (NoSuchFileException e) {
      // The day has become too old meanwhile.
    }
    return true;
  }

  /** The days that there are files of, in order. */
  private List<LocalDate> days() throws IOException {
    var days = new ArrayList<LocalDate>();
    try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (var file : files) {
        var name = file.getFileName().toString();
        try {
          days.add(LocalDate.parse(name.substring(0, name.length() - SUFFIX.length())));
        } catch (DateTimeException e) {
          // Somebody else's file.
        }
      }
    }
    days.sort(LocalDate::compareTo);
    return days;
  }

  @Override
  public void forget(LocalDate before) throws IOException {
    for (var day : days()) {
      if (day.isBefore(before)) {
        Files.deleteIfExists(file(day));
      }
    }
  }
}
