package dev.slipway.runner.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How a build's commands run, print and end. */
final class CommandShellTest extends InEveryShell {

  @Test
  void statusAndOutput() throws IOException {
    assertThat(run("echo hi; (exit 7)")).isEqualTo(result(7, "hi\n"));
    assertThat(status("nosuchcommand_x")).isEqualTo(127);
    assertThat(run("true")).isEqualTo(result(0, ""));
  }

  @Test
  void traceShowsOnlyTheUsersCommands() throws IOException {
    assertThat(output("set -x; :")).doesNotContain("state", "export");
  }

  @Test
  void exitEndsOnlyItsCommand() throws IOException {
    assertThat(status("X1=a; exit 3; X1=b")).isEqualTo(3);
    assertThat(run("echo $X1; exit 0; echo no")).isEqualTo(result(0, "a\n"));
    assertThat(run("( S=1; exit 4 ); echo $?; g() { return 6; }; g")).isEqualTo(result(6, "4\n"));
    assertThat(status("R=1; return 5; R=2")).isEqualTo(5);
    assertThat(driver.shell().variable("R")).contains("1");
  }

  @Test
  void ownExitTrapRunsOnce() throws IOException {
    assertThat(run("trap 'echo bye $?' EXIT; T1=1; (exit 8)")).isEqualTo(result(8, "bye 8\n"));
    assertThat(driver.shell().variable("T1")).contains("1");
    assertThat(run("trap 'echo bye; exit 9' EXIT; true")).isEqualTo(result(9, "bye\n"));
    run("T2=old");
    assertThat(run("trap 'echo bye' EXIT; T2=new; exit 2")).isEqualTo(result(2, "bye\n"));
    assertThat(driver.shell().variable("T2").orElseThrow()).isIn("old", "new");
  }

  @Test
  void execKeepsWhatWasBefore() throws IOException {
    run("X1=a");
    assertThat(run("exec sh -c 'echo e; exit 11'")).isEqualTo(result(11, "e\n"));
    assertThat(output("echo $X1")).isEqualTo("a\n");
  }

  @Test
  void syntaxErrorsFailTheCommandAlone() throws IOException {
    run("X1=a");
    for (var bad :
        List.of(
            "if then",
            "echo \"unclosed",
            "echo 'unclosed",
            "echo $(unclosed",
            "done",
            "}",
            "foo )")) {
      assertThat(status("X2=1\n" + bad)).as(bad).isNotZero();
      assertThat(output("echo $X1")).as("after %s", bad).isEqualTo("a\n");
    }
  }

  @Test
  void textIsTakenAsItIs() throws IOException {
    assertThat(output("cat <<E\na $((1+1))\nE\necho b \\\n c # end")).isEqualTo("a 2\nb c\n");
    assertThat(output("echo x # no newline after this")).isEqualTo("x\n");
    assertThat(output("echo y \\")).isEqualTo("y\n");
  }

  @Test
  void standardInputIsEmptyAndNothingIsATerminal() throws IOException {
    assertThat(output("cat; read x; echo \"[$x]\"; [ -t 0 ] || [ -t 1 ] || [ -t 2 ] || echo notty"))
        .isEqualTo("[]\nnotty\n");
  }

  @Test
  void noStrayFileDescriptors() throws IOException {
    var open = output("sleep 0.3 & ls -l /proc/$!/fd; kill $!");
    assertThat(open).doesNotContain("/in\n", "/kill\n").containsPattern("(?s)/out\n.*/out\n");
  }

  @Test
  void commandsMayCloseAndRedirectTheirOutput() throws IOException {
    assertThat(status("exec >&- 2>&-; C1=1")).isZero();
    assertThat(run("echo $C1; exec >/dev/null 2>&1; echo no; C1=2")).isEqualTo(result(0, "1\n"));
    assertThat(output("echo $C1")).isEqualTo("2\n");
  }

  @Test
  void standardOutputAndErrorKeepTheirOrder() throws IOException {
    assertThat(output("for i in 1 2 3; do echo o$i; echo e$i >&2; done"))
        .isEqualTo("o1\ne1\no2\ne2\no3\ne3\n");
    assertThat(output("echo a >/dev/stderr; echo b >/dev/stdout; echo c | tee /dev/stderr"))
        .isEqualTo("a\nb\nc\nc\n");
  }

  @Test
  void largeAndBinaryOutputIsWhole() throws IOException {
    var result = run("head -c 5000000 /dev/zero; printf 'a\\0b'");
    assertThat(result.status()).isZero();
    assertThat(result.output()).hasSize(5000003).endsWith("a\0b");
  }

  @Test
  void backgroundChildrenDoNotHoldACommand() throws IOException {
    var began = System.nanoTime();
    assertThat(run("(sleep 0.7; echo late) & echo first")).isEqualTo(result(0, "first\n"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(700));
    assertThat(run("echo second")).isEqualTo(result(0, "second\n"));
    Awaitility.await("the child's last line")
        .atMost(Duration.ofSeconds(5))
        .until(() -> driver.take().contains("late\n"));
  }

  @Test
  void aFloodFromTheBackgroundHidesNoEnd() throws IOException {
    run("(i=0; while [ $i -lt 20000 ]; do echo line$i; i=$((i+1)); done) & true");
    for (int i = 0; i < 50; i++) {
      var result = run("echo +mine+");
      assertThat(result.status()).isZero();
      assertThat(result.output()).contains("+mine+\n");
    }
  }

  @Test
  void signalsWorkInsideCommands() throws IOException {
    assertThat(output("sh -c 'kill -INT $$; echo ignored'; true")).doesNotContain("ignored");
    run("X1=a");
    assertThat(status("K=1; kill -9 $$")).isEqualTo(137);
    assertThat(output("echo $X1")).isEqualTo("a\n");
  }

  @Test
  void aTimeoutEndsTheWholeTree() throws IOException {
    var began = System.nanoTime();
    var result = driver.run("sleep 100 & (sleep 100; true); echo no", Duration.ofMillis(300));
    assertThat(result.output()).doesNotContain("no\n");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    assertThat(
            output(
                "for p in /proc/[0-9]*/stat; do read a b c x <$p && echo $b$c; done 2>/dev/null"
                    + " | grep -c 'sleep)[^Z]'"))
        .isEqualTo("0\n");
  }

  @Test
  void whoIgnoresTermIsKilled() throws IOException {
    run("X1=a");
    var ended =
        driver.shell().run("trap '' TERM; sleep 100; sleep 100; echo no", Duration.ofMillis(300));
    assertThat(ended.timedOut()).isTrue();
    assertThat(ended.status()).isNotZero();
    assertThat(output("echo $X1")).isEqualTo("a\n");
  }

  @Test
  void theDriverEndsWithTheStatusAskedFor() throws IOException {
    assertThat(driver.exit(5)).isEqualTo(5);
  }
}
