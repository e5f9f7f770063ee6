package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testkit.Shell;
import dev.slipway.testkit.cluster.Cache;
import dev.slipway.testkit.cluster.FailureDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code examples/safe-upstream}, as they stand there. */
final class SafeUpstreamIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final String NAME = "safe-upstream";
  private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());
  @TempDir Path work;

  @Test
  void theCommandsOfTheReadmeShowWhatIsKeptOut() throws IOException {
    SLIPWAY.services().repository(NAME);
    var example =
        new Example(
            SLIPWAY.kubectl(), SLIPWAY.root(), NAME, NAME, work, SLIPWAY.services().outside(NAME));
    example.prepare();
    example.checkOut();
    var block = BLOCK.matcher(Files.readString(work.resolve("README.md")));
    assertThat(block.find()).isTrue();

    var kubectl = Cache.program("kubectl");
    var printed =
        new Shell(
                work,
                Map.of(
                    "KUBECONFIG",
                    SLIPWAY.cluster().kubeconfig().toString(),
                    "PATH",
                    kubectl.getParent() + ":" + System.getenv("PATH")))
            .run("bash", "-c", "set -eu; trap 'kill $!' EXIT\n" + block.group(1));

    assertThat(printed)
        .contains("\"version\":\"2.1.3\"", "\"version\":\"3.0.0-canary.202508261539\"")
        .contains("ms has no version 3.0.0-canary.202508261539")
        .contains("left-pad is not in repository npm")
        .contains("looks like a package of group /npm//acme-ui$")
        .contains("is-odd-3.0.1.tgz", "system:serviceaccount:safe-upstream:default")
        .contains("\"repositories\":[\"npm\",\"npm-outside\"]")
        .contains("is-odd has no version 3.0.1");
  }
}
