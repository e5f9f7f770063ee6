package dev.slipway.runner.shell;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Runs commands in the build container, one at a time, each a process of its own. Scalar variables,
 * exported or not, and the working directory carry over; functions, arrays, options and traps do
 * not. Not thread-safe, but for {@link #signal}.
 */
public final class CommandShell implements Closeable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MARK_BYTES = 12;
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Pattern OOM_KILLS = Pattern.compile("oom_kill (\\d+)");
  private static final String MEMORY =
      "cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null >%s || :";

  /** How a command ended. */
  public record Ended(int status, boolean timedOut) {}

  /** Takes what commands print. */
  public interface Output {
    void write(byte[] bytes, int offset, int length) throws IOException;
  }

  private final Path folder;
  private final String source;
  private final String program;
  private final OutputPump pump;
  private final OutputStream requests;
  private final RandomAccessFile signals;
  private final FileInputStream out;
  private ShellState base;
  private Map<String, String> scalars = new HashMap<>();
  private Set<String> exported = new HashSet<>();
  private String directory;
  private String oldDirectory;
  private int number;

  /**
   * Connects to the driver; waits until it is there.
   *
   * @param folder the shared folder with the FIFOs
   * @param source working directory of the first command
   * @param program what runs a script: /bin/sh
   */
  public CommandShell(Path folder, String source, String program, Output output)
      throws IOException {
    this.folder = folder;
    this.source = source;
    this.program = program;
    this.directory = source;
    out = new FileInputStream(folder.resolve("out").toFile());
    requests = new FileOutputStream(folder.resolve("in").toFile());
    signals = new RandomAccessFile(folder.resolve("kill").toFile(), "rw");
    pump = new OutputPump(out, output::write);
    Thread.ofPlatform().name("output").daemon().start(pump);
  }

  /**
   * Finds out the state at the start.
   *
   * @throws IOException when the container's shell is none that can be used
   */
  public void probe() throws IOException {
    run("", Duration.ofMinutes(1));
    if (directory.isEmpty() || scalars.isEmpty()) {
      throw new IOException("the image's /bin/sh does not answer as a POSIX shell does");
    }
    base = new ShellState(Map.copyOf(scalars), Set.copyOf(exported), directory);
  }

  /** Sets and exports a variable for the commands to come. */
  public void export(String name, String value) {
    scalars.put(name, bytes(value));
    exported.add(name);
  }

  /** Sets a variable for the commands to come, without exporting it. */
  public void set(String name, String value) {
    scalars.put(name, bytes(value));
  }

  public Optional<String> variable(String name) {
    return Optional.ofNullable(scalars.get(name)).map(CommandShell::text);
  }

  /** Every variable that has a value. */
  public Map<String, String> variables() {
    var result = new HashMap<String, String>();
    scalars.forEach((k, v) -> result.put(k, text(v)));
    return result;
  }

  /** Where the next command starts. */
  public String directory() {
    return directory;
  }

  /**
   * Runs a command to its end. After {@code timeout} the container's processes get TERM, five
   * seconds later KILL.
   *
   * @throws IOException when the container is gone
   */
  public Ended run(String command, Duration timeout) throws IOException {
    number++;
    var files = folder.resolve(Integer.toString(number));
    Files.createDirectory(files);
    open(files, "rwxr-xr-x");
    write(files.resolve("command"), bytes(command) + "\n", "rw-r--r--");
    var state = new ShellState(scalars, exported, directory);
    write(
        files.resolve("step"),
        new StepScript(base, source).text(files.toString(), state, oldDirectory),
        "rw-r--r--");
    write(files.resolve("state"), "", "rw-rw-rw-");
    var random = new byte[MARK_BYTES];
    RANDOM.nextBytes(random);
    var mark = HexFormat.of().formatHex(random);
    var status = pump.expect(mark);
    requests.write(
        ("run " + number + " " + mark + " " + program + "\n").getBytes(StandardCharsets.UTF_8));
    requests.flush();
    var ended = await(status, timeout);
    keep(Files.readString(files.resolve("state"), StandardCharsets.ISO_8859_1));
    return ended;
  }

  /**
   * How many processes the kernel has ended in this container because memory ran out; 0 where it
   * does not say. Source: cgroup v2 memory.events, cgroup v1 memory.oom_control.
   */
  public long endedForMemory() throws IOException {
    var file = folder.resolve("memory");
    run(MEMORY.formatted(file), GRACE);
    if (!Files.isReadable(file)) {
      return 0;
    }
    var found = OOM_KILLS.matcher(Files.readString(file));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private Ended await(CompletableFuture<Integer> status, Duration timeout) throws IOException {
    var left = timeout;
    var late = false;
    for (var signal : new String[] {"TERM", "KILL"}) {
      try {
        return new Ended(status.get(left.toMillis(), TimeUnit.MILLISECONDS), late);
      } catch (TimeoutException e) {
        signal(signal);
        left = GRACE;
        late = true;
      } catch (ExecutionException e) {
        throw new IOException(e.getCause().getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    try {
      return new Ended(status.get(GRACE.toMillis(), TimeUnit.MILLISECONDS), true);
    } catch (TimeoutException e) {
      throw new IOException("the container's processes cannot be ended", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void keep(String saved) {
    var read = StateReader.read(saved);
    if (read.isEmpty()) {
      return;
    }
    scalars = new HashMap<>(read.get().scalars());
    exported = new HashSet<>(read.get().exported());
    if (!read.get().directory().equals(directory)) {
      oldDirectory = directory;
    }
    directory = read.get().directory();
  }

  /** Sends a signal to every process of the container but its first. */
  public void signal(String name) throws IOException {
    signals.write((name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Ends the container with this status, and waits until all its output is read. */
  public void exit(int status) throws IOException {
    requests.write(("exit " + status + "\n").getBytes(StandardCharsets.US_ASCII));
    requests.flush();
    try {
      pump.end().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // Whoever still holds the output open says nothing that matters any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    requests.close();
    signals.close();
  }

  private static void write(Path file, String text, String permissions) throws IOException {
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    open(file, permissions);
  }

  private static void open(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  /** Text as one character a byte. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
