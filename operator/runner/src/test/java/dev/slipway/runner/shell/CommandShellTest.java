package dev.slipway.runner.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.runner.shell.DriverProcess.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a build's commands find and leave, with each shell that images have as /bin/sh, and with
 * bash as the buildspec's {@code env.shell}. Needs root for a process namespace of its own.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("shells")
final class CommandShellTest {

  /** An image's /bin/sh and the program that runs the commands; null for the same. */
  record Setup(String name, Path driver, String program) {
    @Override
    public String toString() {
      return name;
    }
  }

  @Parameter Setup setup;
  @TempDir Path folder;
  private DriverProcess driver;

  static Stream<Setup> shells() {
    return Stream.of(
        new Setup("ash", Path.of("/bin/busybox"), null),
        new Setup("dash", Path.of("/bin/dash"), null),
        new Setup("bash as sh", Path.of("/bin/bash"), null),
        new Setup("bash in dash", Path.of("/bin/dash"), "/bin/bash"));
  }

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root makes a process namespace");
    driver = new DriverProcess(folder, setup.driver(), setup.program());
  }

  @AfterEach
  void stop() throws IOException {
    if (driver != null) {
      driver.close();
    }
  }

  private Result run(String command) throws IOException {
    return driver.run(command);
  }

  private String output(String command) throws IOException {
    return driver.run(command).output();
  }

  private int status(String command) throws IOException {
    return driver.run(command).status();
  }

  private static Result result(int status, String output) {
    return new Result(status, output);
  }

  @Test
  void statusAndOutput() throws IOException {
    assertThat(run("echo hi; (exit 7)")).isEqualTo(result(7, "hi\n"));
    assertThat(status("nosuchcommand_x")).isEqualTo(127);
    assertThat(run("true")).isEqualTo(result(0, ""));
  }

  @Test
  void variablesCarryOverWithTheirFlag() throws IOException {
    run("A=1; export B=2; C=3");
    assertThat(output("echo \"$A$B$C\"; env | grep -c '^[ABC]='")).isEqualTo("123\n1\n");
    run("export A; unset C");
    assertThat(output("echo \"$A$B${C-none}\"; env | grep -c '^[ABC]='")).isEqualTo("12none\n2\n");
  }

  @Test
  void variablesOfTheImageCanBeUnsetAndChanged() throws IOException {
    run("unset FROM_IMAGE; IMAGE2=new");
    assertThat(output("echo \"${FROM_IMAGE-none}\"; env | grep IMAGE2"))
        .isEqualTo("none\nIMAGE2=new\n");
    run("unset IMAGE2; IMAGE2=plain");
    assertThat(output("echo $IMAGE2; env | grep -c IMAGE2")).isEqualTo("plain\n0\n");
    run("export EMPTYX; export SETEMPTY=");
    assertThat(output("echo \"${EMPTYX-unset}[${SETEMPTY-unset}]\"")).isEqualTo("unset[]\n");
  }

  @Test
  void everyByteCarriesOver() throws IOException {
    var octal = new StringBuilder();
    var hex = new StringBuilder();
    for (int b = 1; b < 256; b++) {
      octal.append("\\%03o\\%03o".formatted(b, b));
      hex.append("%02x%02x".formatted(b, b));
    }
    run("V=$(printf '" + octal + "x'); V=${V%x}; export XV=\"$V\"");
    var print = "printf %s \"$V\" | od -An -v -tx1 | tr -d ' \\n'";
    assertThat(output(print)).isEqualTo(hex.toString());
    assertThat(output(print.replace("$V", "$XV"))).isEqualTo(hex.toString());
  }

  @Test
  void awkwardValuesCarryOver() throws IOException {
    for (var value :
        List.of(
            "it's",
            "a\"b",
            "$HOME `id` $(id)",
            "a\\b\\n\\",
            "two\nlines\n",
            "\n",
            " x ",
            "",
            "-n",
            "'",
            "'\n#\n'",
            "(a b)",
            "#\n",
            "x=1\nexport Y=2",
            "ü€😀",
            "*",
            "~",
            "{a,b}",
            "!x")) {
      driver.shell().set("V", value);
      run("W=$V");
      assertThat(driver.shell().variable("W")).contains(value);
    }
  }

  @Test
  void largeValuesCarryOver() throws IOException {
    var value = "0123456789abcde'".repeat(6400);
    driver.shell().export("BIG", value);
    run("BIG2=$BIG");
    assertThat(driver.shell().variable("BIG2")).contains(value);
    assertThat(run("/bin/echo ok")).isEqualTo(result(0, "ok\n"));
    run("unset BIG BIG2");
    driver.shell().set("BIG", value.repeat(10));
    run("BIG2=$BIG");
    assertThat(driver.shell().variable("BIG2")).contains(value.repeat(10));
  }

  @Test
  void theDriversOwnNamesAreFree() throws IOException {
    run("d=1 what=2 id=3 mark=4 program=5 signal=6; export d what id mark program signal");
    assertThat(output("echo $d$what$id$mark$program$signal")).isEqualTo("123456\n");
    assertThat(output("echo \"$#[$*]\"")).isEqualTo("0[]\n");
  }

  @Test
  void readonlyIsNotCarriedAndSpecialNamesDoNoHarm() throws IOException {
    run("readonly RO=1");
    assertThat(run("RO=2; echo $RO")).isEqualTo(result(0, "2\n"));
    run("OPTIND=5; SECONDS=9; RANDOM=3; LINENO=1 2>/dev/null; OPTARG=q; HISTSIZE=1; true");
    assertThat(run("echo ok")).isEqualTo(result(0, "ok\n"));
  }

  @Test
  void variablesThatSteerTheShellCarryOver() throws IOException {
    run("IFS=/:; CDPATH=/:/usr; LC_ALL=C; PS4='> '; ENV=/nonexistent; export LC_ALL ENV CDPATH");
    assertThat(output("x=a:b/c; printf '%s.' $x")).isEqualTo("a.b.c.");
    run("unset IFS CDPATH");
    assertThat(output("x='a b:c'; printf '%s.' $x")).isEqualTo("a.b:c.");
    var path = driver.shell().variable("PATH").orElseThrow();
    assertThat(status("PATH=")).isZero();
    assertThat(status("echo still; nosuch_ls")).isEqualTo(127);
    run("PATH=" + path + "; export PATH");
    assertThat(status("ls >/dev/null")).isZero();
  }

  @Test
  void workingDirectoryCarriesOver() throws IOException {
    var source = driver.source();
    run("mkdir -p real 'od\nd '; ln -s real link; cd link; cd ../link");
    assertThat(output("pwd; pwd -P")).isEqualTo(source + "/link\n" + source + "/real\n");
    run("cd '../od\nd '");
    assertThat(output("pwd")).isEqualTo(source + "/od\nd \n");
    assertThat(output("cd - >/dev/null; pwd")).isEqualTo(source + "/link\n");
    run("mkdir ../gone; cd ../gone; rmdir ../gone");
    assertThat(output("pwd")).endsWith("\n" + source + "\n").contains("is gone");
    run("PWD=/x; cd /; PWD=/y");
    assertThat(output("pwd")).isEqualTo("/\n");
  }

  @Test
  void functionsAliasesOptionsTrapsAndMaskDoNotCarryOver() throws IOException {
    run("f() { echo f; }; alias ll=ls; set -f; umask 077; trap 'echo bye' EXIT");
    assertThat(status("f")).isEqualTo(127);
    assertThat(output("umask; echo /et*")).isEqualTo("0022\n/etc\n");
  }

  @Test
  void arraysDoNoHarm() throws IOException {
    assumeTrue(setup.name().contains("bash"), "only bash has arrays");
    run(
        "a=(1 \"x y\" $'n\\nl' \")\" \"\\\"\" \"#\"); declare -A m=([k]=v [\"a)b\"]=\"(\");"
            + " declare -i n=5; declare -l low=ABC; Z=9");
    assertThat(output("echo \"${a-none}${m-none}$n$low$Z\"")).isEqualTo("nonenone5abc9\n");
  }

  @Test
  void setOptionsEndWithTheCommand() throws IOException {
    assertThat(status("set -e\nE1=1\nfalse\nE1=2")).isEqualTo(1);
    assertThat(run("echo $E1; false; true")).isEqualTo(result(0, "1\n"));
    assertThat(status("U1=1; set -u; echo $nope_zz")).isNotZero();
    assertThat(run("echo \"$nope_zz$U1\"")).isEqualTo(result(0, "1\n"));
    for (var option : List.of("C", "f", "a", "v", "m")) {
      run("set -" + option + "; O" + option + "=1");
      assertThat(driver.shell().variable("O" + option)).contains("1");
    }
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
