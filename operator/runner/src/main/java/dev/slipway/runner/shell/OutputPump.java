package dev.slipway.runner.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * Reads everything that commands print, in one thread, and finds the mark behind each command: the
 * line {@code MARK STATUS}. A mark may stand in the middle of somebody else's line.
 */
final class OutputPump implements Runnable {

  private static final int CHUNK = 1 << 16;

  /** Takes output without marks. */
  interface Sink {
    void write(byte[] bytes, int offset, int length) throws IOException;
  }

  private record Expected(String mark, CompletableFuture<Integer> status) {
    byte[] bytes() {
      return mark.getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final InputStream in;
  private final Sink sink;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile Expected expected;
  private byte[] held = new byte[0];

  OutputPump(InputStream in, Sink sink) {
    this.in = in;
    this.sink = sink;
  }

  /** The status comes when the mark does; fails when all output ends before. */
  CompletableFuture<Integer> expect(String mark) {
    var status = new CompletableFuture<Integer>();
    expected = new Expected(mark, status);
    if (end.isDone()) {
      status.completeExceptionally(new IOException("the build container has ended"));
    }
    return status;
  }

  /** Done when no process of the build container has the output open any more. */
  CompletableFuture<Void> end() {
    return end;
  }

  @Override
  public void run() {
    var buffer = new byte[CHUNK];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        take(buffer, n);
      }
      sink.write(held, 0, held.length);
    } catch (IOException e) {
      end.completeExceptionally(e);
    }
    end.complete(null);
    var waiting = expected;
    if (waiting != null) {
      waiting.status().completeExceptionally(new IOException("the build container has ended"));
    }
  }

  private void take(byte[] buffer, int length) throws IOException {
    var bytes = joined(held, buffer, length);
    held = new byte[0];
    var waiting = expected;
    int from = 0;
    if (waiting != null && !waiting.status().isDone()) {
      int mark = indexOf(bytes, waiting.bytes());
      if (mark >= 0) {
        int newline = mark + waiting.bytes().length;
        while (newline < bytes.length && bytes[newline] != '\n') {
          newline++;
        }
        sink.write(bytes, 0, mark);
        if (newline == bytes.length) {
          held = java.util.Arrays.copyOfRange(bytes, mark, bytes.length);
          return;
        }
        var status =
            new String(
                    bytes,
                    mark + waiting.bytes().length,
                    newline - mark - waiting.bytes().length,
                    StandardCharsets.US_ASCII)
                .strip();
        from = newline + 1;
        sink.write(bytes, from, bytes.length - from);
        waiting.status().complete(Integer.parseInt(status));
        return;
      }
      int keep = startOf(bytes, waiting.bytes());
      sink.write(bytes, 0, bytes.length - keep);
      held = java.util.Arrays.copyOfRange(bytes, bytes.length - keep, bytes.length);
      return;
    }
    sink.write(bytes, from, bytes.length - from);
  }

  private static byte[] joined(byte[] first, byte[] second, int length) {
    var out = new ByteArrayOutputStream(first.length + length);
    out.writeBytes(first);
    out.write(second, 0, length);
    return out.toByteArray();
  }

  static int indexOf(byte[] bytes, byte[] wanted) {
    outer:
    for (int i = 0; i <= bytes.length - wanted.length; i++) {
      for (int j = 0; j < wanted.length; j++) {
        if (bytes[i + j] != wanted[j]) {
          continue outer;
        }
      }
      return i;
    }
    return -1;
  }

  /** How many bytes at the end may be the start of the mark. */
  private static int startOf(byte[] bytes, byte[] mark) {
    for (int k = Math.min(mark.length - 1, bytes.length); k > 0; k--) {
      boolean same = true;
      for (int j = 0; j < k && same; j++) {
        same = bytes[bytes.length - k + j] == mark[j];
      }
      if (same) {
        return k;
      }
    }
    return 0;
  }
}
