package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.testkit.cluster.FailureDump;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Marked secrets pass through a build; nothing that people can read holds a mark afterwards. */
final class SecretsIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final String VARIABLE = "marker-variable-7d1f0c";
  private static final String TOKEN = "marker-git-token-93ab2e";

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());

  @Test
  void noStatusEventLogOrMetricHoldsASecret() {
    var kubectl = SLIPWAY.kubectl();
    var namespace = SLIPWAY.cluster().namespace();
    var builds = new Builds(SLIPWAY, namespace);
    kubectl.run(
        "create", "secret", "generic", "password", "-n", namespace, "--from-literal=v=" + VARIABLE);
    kubectl.run(
        "create", "secret", "generic", "git", "-n", namespace, "--from-literal=token=" + TOKEN);
    builds.project(
        "secret",
        Builds.SHELL_IMAGE,
        "variables: [{name: PASSWORD, secretRef: {name: password, key: v}}]",
        "");
    builds.start(
        "secret",
        "secret",
        """
        version: 0.2
        env:
          exported-variables: [PASSWORD, COPY]
        phases:
          build:
            commands:
              - echo "before $PASSWORD after"
              - printf '%s' "$PASSWORD" | sed 's/./&\\n/14'
              - export COPY="copy of $PASSWORD"
              - echo "$PASSWORD" >&2; exit 1
        """);
    kubectl.apply(
        namespace,
        """
        apiVersion: slipway.dev/v1alpha1
        kind: GitSync
        metadata: {name: refused}
        spec:
          git: {url: "http://git.git.svc/absent.git", secretRef: {name: git}}
          interval: 1s
        """);

    var status = builds.end("secret", Duration.ofMinutes(2));
    assertThat(status.buildStatus()).isEqualTo(BuildState.FAILED);
    kubectl.run(
        "wait", "gitsync/refused", "-n", namespace, "--for=condition=Ready=false", "--timeout=15s");

    assertThat(everythingReadable(namespace))
        .allSatisfy(
            text -> assertThat(text).isNotBlank().doesNotContain(VARIABLE).doesNotContain(TOKEN));
    assertThat(runnerLog(namespace)).contains("before *** after");
  }

  private static String runnerLog(String namespace) {
    return SLIPWAY
        .kubectl()
        .run("logs", "-n", namespace, "-l", "slipway.dev/role=build", "-c", "runner", "--tail=-1");
  }

  private static List<String> everythingReadable(String namespace) {
    var kubectl = SLIPWAY.kubectl();
    var texts = new ArrayList<String>();
    texts.add(kubectl.run("get", "slipway,pods,configmaps", "-n", namespace, "-o", "yaml"));
    texts.add(kubectl.run("get", "events", "-A", "-o", "yaml"));
    texts.add(runnerLog(namespace));
    for (var pod :
        kubectl.run("get", "pods", "-n", "slipway-system", "-o", "name").lines().toList()) {
      texts.add(kubectl.run("logs", "-n", "slipway-system", pod));
      var name = pod.substring("pod/".length());
      texts.add(
          kubectl.run(
              "get",
              "--raw",
              "/api/v1/namespaces/slipway-system/pods/" + name + ":8080/proxy/metrics"));
    }
    return texts;
  }
}
