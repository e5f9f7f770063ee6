package dev.slipway.runner.shell;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a shell saved of itself: the output of {@code set}, a line {@code #}, of {@code export
 * -p}, {@code #}, of {@code pwd}, {@code #}; as ash, dash and bash in POSIX mode print it.
 */
final class StateReader {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern EXPORT =
      Pattern.compile("(?:export|declare -\\S+|typeset -\\S+) (?:-\\S+ )*([A-Za-z_][A-Za-z0-9_]*)");

  /** What a shell sets by itself, or what must not be set from outside. */
  private static final Pattern OWN =
      Pattern.compile(
          "_|PWD|OLDPWD|PPID|UID|EUID|GROUPS|SHLVL|LINENO|RANDOM|SRANDOM|SECONDS|EPOCH[A-Z]+"
              + "|OPTIND|OPTERR|SHELLOPTS|BASHOPTS|BASH|BASHPID|BASH_(ALIASES|ARGC|ARGV|ARGV0|CMDS"
              + "|COMMAND|EXECUTION_STRING|LINENO|LOADABLES_PATH|REMATCH|SOURCE|SUBSHELL|VERSION"
              + "|VERSINFO|COMPAT|MONOSECONDS|TRAPSIG)|PIPESTATUS|FUNCNAME|DIRSTACK|HISTCMD|COMP_.*"
              + "|POSIXLY_CORRECT|KSH_VERSION|PGRP|USER_ID|KSHEGID|KSHGID|KSHUID|__slipway_.*");

  private static final String SEPARATOR = "#\n";

  private final String text;
  private int at;

  private StateReader(String text) {
    this.text = text;
  }

  /** Empty when the text is not complete: the shell did not come to its end. */
  static Optional<ShellState> read(String text) {
    if (!text.endsWith(SEPARATOR)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new StateReader(text).read());
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private ShellState read() {
    var scalars = new HashMap<String, String>();
    Matcher name = NAME.matcher(text);
    while (!text.startsWith(SEPARATOR, at)) {
      if (name.region(at, text.length()).lookingAt() && text.charAt(name.end()) == '=') {
        at = name.end() + 1;
        var value = word();
        if (value.isPresent() && !OWN.matcher(name.group()).matches()) {
          scalars.put(name.group(), value.get());
        }
      } else {
        nextLine();
      }
    }
    at += SEPARATOR.length();
    var exported = new HashSet<String>();
    Matcher export = EXPORT.matcher(text);
    while (!text.startsWith(SEPARATOR, at)) {
      if (!export.region(at, text.length()).lookingAt()) {
        nextLine();
        continue;
      }
      var exportedName = export.group(1);
      at = export.end();
      if (text.charAt(at) == '=') {
        at++;
        word();
      } else {
        at++;
      }
      if (!OWN.matcher(exportedName).matches()) {
        exported.add(exportedName);
      }
    }
    at += SEPARATOR.length();
    var directory = text.substring(at, text.length() - SEPARATOR.length());
    return new ShellState(
        scalars,
        exported,
        directory.endsWith("\n") ? directory.substring(0, directory.length() - 1) : directory);
  }

  private void nextLine() {
    int end = text.indexOf('\n', at);
    if (end < 0) {
      throw new IndexOutOfBoundsException();
    }
    at = end + 1;
  }

  /** One word up to an unquoted newline; empty for an array. */
  private Optional<String> word() {
    if (text.charAt(at) == '(') {
      at++;
      array();
      return Optional.empty();
    }
    var value = new StringBuilder();
    while (text.charAt(at) != '\n') {
      piece(value);
    }
    at++;
    return Optional.of(value.toString());
  }

  private void array() {
    var ignored = new StringBuilder();
    while (text.charAt(at) != ')') {
      piece(ignored);
    }
    nextLine();
  }

  private void piece(StringBuilder out) {
    char c = text.charAt(at);
    if (c == '\'') {
      int end = text.indexOf('\'', at + 1);
      out.append(text, at + 1, end);
      at = end + 1;
    } else if (c == '"') {
      doubleQuoted(out);
    } else if (c == '$' && text.charAt(at + 1) == '\'') {
      at += 2;
      at = Escapes.read(text, at, out);
    } else if (c == '\\') {
      out.append(text.charAt(at + 1));
      at += 2;
    } else {
      out.append(c);
      at++;
    }
  }

  private void doubleQuoted(StringBuilder out) {
    at++;
    while (text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && "\"\\$`\n".indexOf(text.charAt(at + 1)) >= 0) {
        at++;
        if (text.charAt(at) == '\n') {
          at++;
          continue;
        }
      }
      out.append(text.charAt(at));
      at++;
    }
    at++;
  }
}
