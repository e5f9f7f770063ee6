package dev.slipway.packages.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authentication.UserInfoBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ApiReviewsTest {

  @Test
  void aTokenOfAPodSaysWhichPod() {
    var user =
        new UserInfoBuilder()
            .withUsername("system:serviceaccount:team:build")
            .withUid("1")
            .withGroups("system:authenticated")
            .withExtra(
                Map.of(
                    "authentication.kubernetes.io/pod-name", List.of("build-1"),
                    "authentication.kubernetes.io/pod-uid", List.of("uid-1")))
            .build();
    assertThat(ApiReviews.caller(user))
        .isEqualTo(
            new Caller(
                "system:serviceaccount:team:build",
                "1",
                List.of("system:authenticated"),
                "build-1",
                "uid-1"));
  }

  @Test
  void aTokenOfNoPodIsACallerToo() {
    var user = new UserInfoBuilder().withUsername("ann").withUid("2").build();
    assertThat(ApiReviews.caller(user)).isEqualTo(new Caller("ann", "2", List.of()));
  }
}
