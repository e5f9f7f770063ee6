package dev.slipway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.testkit.cluster.FailureDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus reads the operator and a package server by the files of this repository. */
final class MonitoringIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final Path MONITORING = SLIPWAY.root().resolve("manifests/monitoring");
  private static final String DISCOVERY = "kubernetes_sd_configs: [{role: pod}]";
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:slipway|jvm|process)_[a-z0-9_]+\\b(?!\\s*[=\"/])");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());
  @TempDir Path work;

  private final String namespace = SLIPWAY.cluster().namespace();
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void everyMetricThatRulesAndDashboardNameIsExported() throws IOException {
    SLIPWAY.smallDomain(namespace);
    var exported = new TreeSet<String>();
    for (var place : new String[] {"slipway-system", namespace}) {
      for (var pod :
          SLIPWAY
              .kubectl()
              .run(
                  "get",
                  "pods",
                  "-n",
                  place,
                  "-l",
                  "app.kubernetes.io/name=slipway",
                  "-o",
                  "jsonpath={.items[*].metadata.name}")
              .split(" ", -1)) {
        exported.addAll(names(place, pod));
      }
    }
    var named = new TreeSet<String>();
    for (var file : new String[] {"alerts.yaml", "dashboard.json", "packages-dashboard.json"}) {
      var matcher = METRIC.matcher(Files.readString(MONITORING.resolve(file)));
      while (matcher.find()) {
        named.add(matcher.group());
      }
    }
    assertThat(named).hasSizeGreaterThan(15);
    assertThat(exported).containsAll(named);
  }

  private static Set<String> names(String namespace, String pod) {
    var names = new TreeSet<String>();
    var matcher =
        TYPE.matcher(
            SLIPWAY
                .kubectl()
                .run(
                    "get",
                    "--raw",
                    "/api/v1/namespaces/%s/pods/%s:8080/proxy/metrics".formatted(namespace, pod)));
    while (matcher.find()) {
      names.add(matcher.group(1));
      if (matcher.group(2).equals("histogram") || matcher.group(2).equals("summary")) {
        for (var part : new String[] {"_bucket", "_sum", "_count"}) {
          names.add(matcher.group(1) + part);
        }
      }
    }
    return names;
  }

  @Test
  void prometheusFindsAllTargetsAndTakesAllRules() throws IOException {
    SLIPWAY.smallDomain(namespace);
    SLIPWAY.cluster().load(List.of("slipway/prometheus:local"));
    var configuration =
        "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
            + "rule_files: [/config/alerts.yaml]\n"
            + Files.readString(MONITORING.resolve("prometheus.yaml"))
                .replace(DISCOVERY, "static_configs: [" + pods() + "]");
    assertThat(configuration).contains("static_configs");
    Files.writeString(work.resolve("prometheus.yml"), configuration);
    SLIPWAY
        .kubectl()
        .run(
            "create",
            "configmap",
            "prometheus",
            "-n",
            namespace,
            "--from-file=" + work.resolve("prometheus.yml"),
            "--from-file=" + MONITORING.resolve("alerts.yaml"));
    try (var in = MonitoringIT.class.getResourceAsStream("/prometheus.yaml")) {
      SLIPWAY
          .kubectl()
          .apply(namespace, new String(in.readAllBytes(), UTF_8).replace("NAMESPACE", namespace));
    }
    SLIPWAY
        .kubectl()
        .run("wait", "pod/prometheus", "-n", namespace, "--for=condition=Ready", "--timeout=60s");

    Awaitility.await("all targets to be up")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              var targets = ask("targets").at("/data/activeTargets");
              assertThat(targets.findValuesAsText("component")).contains("operator", "packages");
              assertThat(targets.findValuesAsText("health")).containsOnly("up");
            });
    Awaitility.await("all rules to be evaluated")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              var rules = ask("rules").at("/data/groups/0/rules");
              assertThat(rules.findValuesAsText("name")).contains("SlipwayTwoLeaders");
              assertThat(rules.findValuesAsText("health")).containsOnly("ok");
            });
    Awaitility.await("metrics of operator and package server")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(ask("label/__name__/values").path("data"))
                    .extracting(JsonNode::asText)
                    .contains("slipway_leader", "slipway_packages_upstream_seconds_count"));
  }

  /** Debian's Prometheus is built without Kubernetes: it is told the pods as it would find them. */
  private String pods() {
    return SLIPWAY
        .cluster()
        .client()
        .pods()
        .inAnyNamespace()
        .withLabel("app.kubernetes.io/name", "slipway")
        .list()
        .getItems()
        .stream()
        .map(
            p ->
                """
                {targets: ["%s:8080"], labels: {
                  __meta_kubernetes_namespace: "%s",
                  __meta_kubernetes_pod_name: "%s",
                  __meta_kubernetes_pod_phase: "%s",
                  __meta_kubernetes_pod_container_port_name: http,
                  __meta_kubernetes_pod_label_app_kubernetes_io_name: slipway,
                  __meta_kubernetes_pod_label_app_kubernetes_io_component: "%s"}}"""
                    .formatted(
                        p.getStatus().getPodIP(),
                        p.getMetadata().getNamespace(),
                        p.getMetadata().getName(),
                        p.getStatus().getPhase(),
                        p.getMetadata().getLabels().get("app.kubernetes.io/component"))
                    .replace("\n", " "))
        .collect(Collectors.joining(", "));
  }

  private JsonNode ask(String what) throws IOException {
    return json.readTree(
        SLIPWAY
            .kubectl()
            .run(
                "get",
                "--raw",
                "/api/v1/namespaces/%s/pods/prometheus:9090/proxy/api/v1/%s"
                    .formatted(namespace, what)));
  }
}
