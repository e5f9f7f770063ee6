package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.testkit.cluster.FailureDump;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines that have nothing to do write nothing: measured at the API server itself. */
final class RestIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final int PIPELINES = 20;
  private static final String QUIET = "60";

  /** Everything but what nodes and elections write by themselves. */
  private static final Pattern WRITES =
      Pattern.compile(
          "(?m)^apiserver_request_total\\{(?=[^}]*verb=\"(?:POST|PUT|PATCH|APPLY|DELETE)\")"
              + "(?=[^}]*,resource=\"([^\"]+)\")(?=[^}]*,subresource=\"([^\"]*)\")[^}]*} (\\S+)$");

  /** Reviews store nothing: package servers ask with them who it is that waits for events. */
  private static final Pattern OTHERS =
      Pattern.compile("leases|nodes.*|serviceaccounts token|tokenreviews|subjectaccessreviews");

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());
  @TempDir Path work;

  @Test
  void aSettledClusterCostsNoWrites() throws Exception {
    var namespace = SLIPWAY.cluster().namespace();
    var builds = new Builds(SLIPWAY, namespace);
    builds.project("shell", Builds.SHELL_IMAGE, "", "");
    var commit =
        new WorkTree(SLIPWAY.services(), "rest", work)
            .write("buildspec.yml", "version: 0.2\nphases: {build: {commands: [\"true\"]}}\n")
            .push("first");
    for (int i = 0; i < PIPELINES; i++) {
      SLIPWAY.kubectl().apply(namespace, pipeline("p" + i));
    }
    Awaitility.await("all pipelines to end")
        .atMost(Duration.ofMinutes(5))
        .until(
            () ->
                SLIPWAY
                    .cluster()
                    .client()
                    .resources(Pipeline.class)
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .stream()
                    .allMatch(
                        p ->
                            p.getStatus() != null
                                && "Succeeded".equals(p.getStatus().latestStatus())));
    assertThat(new Follow(SLIPWAY.cluster().client(), namespace).execution(commit)).isPresent();
    var node = SLIPWAY.cluster().node();
    node.run("sleep", "10");
    var before = writes();
    node.run("sleep", QUIET);
    var after = writes();
    before.forEach((what, count) -> after.merge(what, -count, Double::sum));
    after.values().removeIf(v -> v == 0);
    assertThat(after).as("writes in %s s", QUIET).isEmpty();
  }

  private static Map<String, Double> writes() {
    var found = new TreeMap<String, Double>();
    var matcher = WRITES.matcher(SLIPWAY.kubectl().run("get", "--raw", "/metrics"));
    while (matcher.find()) {
      var what = (matcher.group(1) + " " + matcher.group(2)).strip();
      if (!OTHERS.matcher(what).matches()) {
        found.merge(what, Double.parseDouble(matcher.group(3)), Double::sum);
      }
    }
    return found;
  }

  private static String pipeline(String name) {
    return """
        apiVersion: slipway.dev/v1alpha1
        kind: Pipeline
        metadata: {name: %s}
        spec:
          stages:
            - name: Source
              actions:
                - name: app
                  outputArtifacts: [{name: source}]
                  git: {url: "%s", branch: main, interval: 1s}
            - name: Build
              actions: [{name: shell, inputArtifacts: [source], build: {project: shell}}]
        """
        .formatted(name, Services.inside("rest"));
  }
}
