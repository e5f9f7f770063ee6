package dev.slipway.runner.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The settings of all clients of a build, written anew when its token is. A client that starts in
 * the middle of a long command finds a fresh token too. Thread-safe.
 */
public final class ClientSettings {

  private final Endpoints endpoints;
  private final Path folder;
  private final Path token;
  private final List<Client> clients;
  private final ConcurrentMap<String, String> users = new ConcurrentHashMap<>();
  private String written = "";
  private Rendering rendered = Rendering.NONE;

  /**
   * @param folder what runner and build container share, at the same path in both
   * @param token file with the token; read anew each time
   */
  public ClientSettings(Endpoints endpoints, Path folder, Path token, List<Client> clients) {
    this.endpoints = endpoints;
    this.folder = folder;
    this.token = token;
    this.clients = List.copyOf(clients);
  }

  /** Every client that has settings here. */
  public static List<Client> clients(String door) {
    return List.of(
        new Addresses(),
        new Maven(),
        new Gradle(),
        new Npm(),
        new Yarn(),
        new Netrc(),
        new Python(),
        new Cargo(),
        new Go(door),
        new Nuget());
  }

  /** Takes over what the user has had of a file, after what is rendered. */
  public synchronized void keep(String file, String text) {
    users.put(file, text);
    written = "";
  }

  /** The token of now. */
  public String token() throws IOException {
    return Files.readString(token).strip();
  }

  /**
   * Writes the files when the token has changed.
   *
   * @return the variables of now, and where links belong
   */
  public synchronized Rendering refresh() throws IOException {
    var current = token();
    if (!current.equals(written)) {
      var fresh =
          clients.stream()
              .map(c -> c.render(endpoints, folder.toString(), current))
              .reduce(Rendering.NONE, Rendering::plus);
      for (var file : fresh.files().entrySet()) {
        write(folder.resolve(file.getKey()), file.getValue() + kept(file));
      }
      rendered = fresh;
      written = current;
    }
    return rendered;
  }

  private String kept(Map.Entry<String, String> file) {
    return users.getOrDefault(file.getKey(), "");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    var part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, text);
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
