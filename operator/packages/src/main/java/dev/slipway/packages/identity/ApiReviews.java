package dev.slipway.packages.identity;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the API server who somebody is and what they may. Thread-safe. */
final class ApiReviews {

  private final KubernetesClient client;
  private final String namespace;
  private final String audience;

  ApiReviews(KubernetesClient client, String namespace, String audience) {
    this.client = client;
    this.namespace = namespace;
    this.audience = audience;
  }

  /**
   * Whose token this is; empty when nobody's, or for another audience.
   *
   * @throws KubernetesClientException when there is no answer
   */
  Optional<Caller> caller(String token) {
    var status =
        client
            .resource(
                new TokenReviewBuilder()
                    .withNewSpec()
                    .withToken(token)
                    .withAudiences(audience)
                    .endSpec()
                    .build())
            .create()
            .getStatus();
    if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
      return Optional.empty();
    }
    return Optional.of(caller(status.getUser()));
  }

  /** The caller that a token was verified as. */
  static Caller caller(UserInfo user) {
    return new Caller(
        user.getUsername(),
        user.getUid(),
        user.getGroups() == null ? List.of() : List.copyOf(user.getGroups()),
        extra(user, "authentication.kubernetes.io/pod-name"),
        extra(user, "authentication.kubernetes.io/pod-uid"));
  }

  /** Source: Kubernetes, managing ServiceAccounts, bound service account tokens. */
  private static String extra(UserInfo user, String name) {
    var values = user.getExtra() == null ? null : user.getExtra().get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }

  /**
   * Whether the caller may do this to a part of an object of the namespace.
   *
   * @throws KubernetesClientException when there is no answer
   */
  boolean allowed(Caller caller, String verb, String resource, String subresource, String name) {
    var review =
        client
            .resource(
                new SubjectAccessReviewBuilder()
                    .withNewSpec()
                    .withUser(caller.user())
                    .withUid(caller.uid())
                    .withGroups(caller.groups())
                    .withExtra(Map.of())
                    .withNewResourceAttributes()
                    .withGroup("slipway.dev")
                    .withResource(resource)
                    .withSubresource(subresource)
                    .withNamespace(namespace)
                    .withName(name)
                    .withVerb(verb)
                    .endResourceAttributes()
                    .endSpec()
                    .build())
            .create();
    return review.getStatus() != null && Boolean.TRUE.equals(review.getStatus().getAllowed());
  }
}
