package dev.slipway.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The commands of the README's tour, as they stand there. */
final class Tour {

  private static final Pattern BLOCK = Pattern.compile("(?s)<!-- tour -->\n```sh\n(.*?)```");

  private Tour() {}

  static List<String> commands(Path root) throws IOException {
    return BLOCK
        .matcher(Files.readString(root.resolve("README.md")))
        .results()
        .flatMap(block -> block.group(1).lines())
        .toList();
  }
}
