package dev.slipway.controller.git;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** User and password for a Git server; never printed. */
public record GitCredentials(String username, String password) {

  /** From the data of a Secret: username and password, or token; values in base64. */
  public static Optional<GitCredentials> from(Map<String, String> data) {
    if (data.containsKey("token")) {
      return Optional.of(new GitCredentials("x-access-token", decoded(data.get("token"))));
    }
    if (data.containsKey("username") && data.containsKey("password")) {
      return Optional.of(
          new GitCredentials(decoded(data.get("username")), decoded(data.get("password"))));
    }
    return Optional.empty();
  }

  private static String decoded(String value) {
    return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8).strip();
  }

  @Override
  public String toString() {
    return "GitCredentials";
  }
}
