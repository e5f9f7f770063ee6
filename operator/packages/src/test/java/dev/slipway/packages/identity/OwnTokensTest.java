package dev.slipway.packages.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.MovingClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OwnTokensTest {

  private static final Caller CI = Caller.account("team", "ci");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();

  private OwnTokens open(String name) throws IOException {
    return OwnTokens.open(folder.resolve(name), "https://packages.slipway.dev/team/" + name, clock);
  }

  @Test
  void aTokenAndItsEndOutliveARestart() throws IOException {
    var issued = open("a").issue(CI, HOUR);
    assertThat(open("a").caller(issued.token())).contains(CI);
    var tokens = open("a");
    assertThat(tokens.revoke(issued.token())).isTrue();
    assertThat(tokens.caller(issued.token())).isEmpty();
    assertThat(open("a").caller(issued.token())).isEmpty();
    assertThat(open("a").revoke(issued.token())).as("void already").isFalse();
  }

  @Test
  void oneIsMadeVoidByItsId() throws IOException {
    var tokens = open("a");
    var issued = tokens.issue(CI, HOUR);
    var other = tokens.issue(CI, HOUR);
    tokens.revokeId(issued.id());
    assertThat(tokens.caller(issued.token())).isEmpty();
    assertThat(tokens.caller(other.token())).isPresent();
    assertThatThrownBy(() -> tokens.revokeId("a b\nc"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theListOfVoidTokensDoesNotGrow() throws IOException {
    var tokens = open("a");
    for (int i = 0; i < 10; i++) {
      tokens.revoke(tokens.issue(CI, HOUR).token());
    }
    clock.pass(HOUR);
    open("a");
    assertThat(folder.resolve("a/revoked")).isEmptyFile();
  }

  /** A crash in the middle of a line. */
  @Test
  void aLineThatIsCutOffIsPassedOver() throws IOException {
    var tokens = open("a");
    var issued = tokens.issue(CI, HOUR);
    tokens.revoke(issued.token());
    Files.writeString(
        folder.resolve("a/revoked"), Files.readString(folder.resolve("a/revoked")) + "half");
    assertThat(open("a").caller(issued.token())).isEmpty();
  }

  @Test
  void tokensOfAnotherServerAreNobodys() throws IOException {
    var token = open("b").issue(CI, HOUR).token();
    assertThat(open("a").caller(token)).isEmpty();
    Files.createDirectories(folder.resolve("c"));
    Files.copy(folder.resolve("b/key.json"), folder.resolve("c/key.json"));
    assertThat(open("c").caller(token)).as("the same key, another domain").isEmpty();
    for (var text : new String[] {"slp_", "slp_a.b.c", token + "x", token.substring(0, 60)}) {
      assertThat(open("b").caller(text)).isEmpty();
    }
  }

  @Test
  void theKeyIsItsOwnersAlone() throws IOException {
    open("a");
    var file = folder.resolve("a/key.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> open("a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("remove it");
  }
}
