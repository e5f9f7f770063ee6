package dev.slipway.packages.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestServer;
import dev.slipway.testkit.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the documentation, one after the other, by bash and curl. */
final class DocumentedCallsTest {

  private static final Path DOCUMENT = Path.of("../docs/packages-api.md");
  private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\n(.*?)^```$");
  private static final Pattern ANSWERS = Pattern.compile("(?ms)^```json\n(.*?)^```$");

  @TempDir Path folder;

  @Test
  void theCommandsOfTheDocumentDoWhatItSays() throws IOException {
    var text = Files.readString(DOCUMENT);
    var commands =
        COMMANDS.matcher(text).results().map(m -> m.group(1)).collect(Collectors.joining("\n"));
    assertThat(commands.lines().filter(l -> l.contains("curl"))).hasSizeGreaterThan(15);
    try (var server = new TestServer(folder.resolve("store")).hosted("libs").hosted("prod")) {
      var shell = new Shell(folder, Map.of("SLIPWAY", server.address(), "TOKEN", "writer"));
      var output = shell.run("bash", "-euo", "pipefail", "-c", commands);
      var compact = output.replaceAll("\\s", "");
      for (var answer : ANSWERS.matcher(text).results().map(m -> m.group(1)).toList()) {
        for (var part : answer.split("\\.\\.\\.", -1)) {
          assertThat(compact).contains(part.replaceAll("\\s", ""));
        }
      }
    }
  }
}
