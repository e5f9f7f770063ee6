package dev.slipway.core.repository;

import java.util.Map;

/**
 * What all package servers have in common.
 *
 * @param image Slipway's own image
 * @param remotes addresses of builtin remotes, by {@link BuiltinRemotes#variable}
 */
public record PackageServerSettings(String image, Map<String, String> remotes) {
  public PackageServerSettings {
    remotes = Map.copyOf(remotes);
  }
}
