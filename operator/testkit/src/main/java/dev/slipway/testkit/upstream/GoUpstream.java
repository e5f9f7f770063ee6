package dev.slipway.testkit.upstream;

import dev.slipway.testkit.Shell;

/** The module proxy that this machine's own Go is configured for. */
public final class GoUpstream {

  private GoUpstream() {}

  /** Returns the first address of GOPROXY, without a slash at the end. */
  public static String configured(Shell shell) {
    return shell.run("go", "env", "GOPROXY").strip().split("[,|]", 2)[0].replaceAll("/+$", "");
  }
}
