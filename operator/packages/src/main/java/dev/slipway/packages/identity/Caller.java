package dev.slipway.packages.identity;

import java.util.List;

/** Who asks, as the API server knows them. */
public record Caller(String user, String uid, List<String> groups) {

  private static final String ACCOUNT = "system:serviceaccount:";

  /** A ServiceAccount, as the API server knows it. */
  public static Caller account(String namespace, String name) {
    return new Caller(
        ACCOUNT + namespace + ":" + name,
        "",
        List.of(
            "system:serviceaccounts",
            "system:serviceaccounts:" + namespace,
            "system:authenticated"));
  }

  /** Whether this is a ServiceAccount of the namespace. */
  public boolean isAccountOf(String namespace) {
    return user.startsWith(ACCOUNT + namespace + ":");
  }
}
