package dev.slipway.runner.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a build's command leaves for the next one. */
final class CarriedOverTest extends InEveryShell {

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
}
