package dev.slipway.runner.shell;

import java.util.TreeSet;

/**
 * The script around one command: it restores what differs from the state at the start, runs the
 * user's text from a file of its own, and saves the state at the end, whatever end that is. It has
 * no variables of its own.
 */
final class StepScript {

  private final ShellState base;
  private final String source;

  /**
   * @param base state at the start; null for the command that finds it out
   * @param source directory to go to when the working directory is gone
   */
  StepScript(ShellState base, String source) {
    this.base = base;
    this.source = source;
  }

  String text(String folder, ShellState state, String oldDirectory) {
    var script = new StringBuilder();
    script
        .append("__slipway_end() {\n")
        .append("__slipway_end() { return \"${1-0}\"; }\n")
        .append("case ${BASH_VERSION-} in ?*) set -o posix ;; esac\n")
        .append("{ set; command echo '#'; export -p; command echo '#'; command pwd; ")
        .append("command echo '#'; } >|")
        .append(quoted(folder + "/state"))
        .append("\nreturn \"${1-0}\"\n}\n");
    if (base != null) {
      restore(script, state);
    }
    script
        .append(state.directory().isEmpty() ? "false" : "cd -- " + quoted(state.directory()))
        .append(" 2>/dev/null || { echo \"[Container] The working directory is gone, ")
        .append("using the source directory\"; cd -- ")
        .append(quoted(source))
        .append("; }\n");
    if (oldDirectory != null) {
      script.append("OLDPWD=").append(quoted(oldDirectory)).append('\n');
    }
    script
        .append("trap '{ __slipway_end; } 2>/dev/null' EXIT\n. ")
        .append(quoted(folder + "/command"))
        .append("\n{ __slipway_end \"$?\"; } 2>/dev/null\n");
    return script.toString();
  }

  private void restore(StringBuilder script, ShellState state) {
    var known = new TreeSet<>(base.scalars().keySet());
    known.addAll(base.exported());
    for (var name : known) {
      boolean gone = !state.scalars().containsKey(name) && !state.exported().contains(name);
      if (gone || (base.exported().contains(name) && !state.exported().contains(name))) {
        script.append("unset -v ").append(name).append('\n');
      }
    }
    for (var name : new TreeSet<>(state.scalars().keySet())) {
      var value = state.scalars().get(name);
      boolean exported = state.exported().contains(name);
      if (!value.equals(base.scalars().get(name)) || base.exported().contains(name) != exported) {
        script
            .append(exported ? "export " : "")
            .append(name)
            .append('=')
            .append(quoted(value))
            .append('\n');
      }
    }
    for (var name : new TreeSet<>(state.exported())) {
      if (!base.exported().contains(name) && !state.scalars().containsKey(name)) {
        script.append("export ").append(name).append('\n');
      }
    }
  }

  static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
