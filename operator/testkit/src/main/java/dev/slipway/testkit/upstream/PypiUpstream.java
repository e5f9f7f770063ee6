package dev.slipway.testkit.upstream;

import dev.slipway.testkit.Shell;

/** The index that this machine's own pip is configured for. */
public final class PypiUpstream {

  private PypiUpstream() {}

  /** Returns the address of the simple index, without a slash at the end. */
  public static String configured(Shell shell) {
    return shell
        .run(
            "python3",
            "-c",
            "from pip._internal.commands.install import InstallCommand as C;"
                + "c=C('install','');print(c.parse_args([])[0].index_url)")
        .strip()
        .replaceAll("/+$", "");
  }
}
