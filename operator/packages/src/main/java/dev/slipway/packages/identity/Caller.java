package dev.slipway.packages.identity;

import java.util.List;

/**
 * Who asks, as the API server knows them.
 *
 * @param pod name of the pod whose token it is; empty for a token that is bound to none
 * @param podUid its UID; empty where the pod is
 */
public record Caller(String user, String uid, List<String> groups, String pod, String podUid) {

  private static final String ACCOUNT = "system:serviceaccount:";

  /** A caller whose token is bound to no pod. */
  public Caller(String user, String uid, List<String> groups) {
    this(user, uid, groups, "", "");
  }

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
