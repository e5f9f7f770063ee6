package dev.slipway.testkit.upstream;

import dev.slipway.testkit.Shell;

/** The registry that this machine's own npm is configured for. */
public final class NpmUpstream {

  private NpmUpstream() {}

  /** Returns the address, without a slash at the end. */
  public static String configured(Shell shell) {
    var lines = shell.run("npm", "--silent", "config", "get", "registry").strip().split("\n", -1);
    return lines[lines.length - 1].strip().replaceAll("/+$", "");
  }
}
