package dev.slipway.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.controller.runtime.Leadership;
import dev.slipway.controller.runtime.Settings;
import dev.slipway.testkit.cluster.ApiServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Replicas in this process, on a real API server. */
final class SlipwayOperatorIT {

  private static final ApiServer API = ApiServer.get();

  private final Queue<String> ends = new ConcurrentLinkedQueue<>();

  private SlipwayOperator start(Map<String, String> settings) throws IOException {
    var environment = new HashMap<>(Map.of("SLIPWAY_HTTP_PORT", "0"));
    environment.putAll(settings);
    var operator =
        new SlipwayOperator(
            Settings.from(environment),
            API.config(),
            new CollectorRegistry(),
            Clock.systemUTC(),
            ends::add);
    operator.start();
    return operator;
  }

  /** A replica that was closed may still hear an event, and say so in a thread of its own. */
  private static ConditionFactory eventually() {
    return await().dontCatchUncaughtExceptions();
  }

  private static void project(String namespace, String name) {
    API.client()
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: slipway.dev/v1alpha1
                kind: BuildProject
                metadata: {name: %s, namespace: %s}
                spec: {environment: {image: 'busybox:1'}}
                """
                    .formatted(name, namespace),
                BuildProject.class))
        .create();
  }

  private static boolean judged(String namespace, String name) {
    var project =
        API.client().resources(BuildProject.class).inNamespace(namespace).withName(name).get();
    return project.getStatus() != null && !project.getStatus().conditions().isEmpty();
  }

  @Test
  void onlyTheListedNamespacesAreWatched() throws IOException {
    var one = API.namespace();
    var two = API.namespace();
    var other = API.namespace();
    for (var namespace : new String[] {other, one, two}) {
      project(namespace, "before");
    }
    try (var _ =
        start(
            Map.of(
                "SLIPWAY_LEADER_ELECTION",
                "false",
                "SLIPWAY_WATCH_NAMESPACES",
                one + ", " + two))) {
      eventually().until(() -> judged(one, "before") && judged(two, "before"));
      for (var namespace : new String[] {other, one, two}) {
        project(namespace, "after");
      }
      eventually().until(() -> judged(one, "after") && judged(two, "after"));
      assertThat(judged(other, "before")).isFalse();
      assertThat(judged(other, "after")).isFalse();
    }
    assertThat(ends).isEmpty();
  }

  @Test
  void theNextReplicaLeadsAsSoonAsTheFirstHasHandedOver() throws IOException {
    var namespace = API.namespace();
    var first = start(Map.of("SLIPWAY_NAMESPACE", namespace, "SLIPWAY_IDENTITY", "first:1"));
    eventually().untilAsserted(() -> assertThat(holder(namespace)).isEqualTo("first:1"));
    try (var _ = start(Map.of("SLIPWAY_NAMESPACE", namespace, "SLIPWAY_IDENTITY", "second:1"))) {
      first.close();
      eventually()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(holder(namespace)).isEqualTo("second:1"));
      project(namespace, "later");
      eventually().until(() -> judged(namespace, "later"));
    }
    assertThat(ends).isEmpty();
  }

  @Test
  void whoIsToldToEndWhileItStartsEndsQuietly() throws IOException {
    var namespace = API.namespace();
    for (int i = 1; i <= 3; i++) {
      var identity = "replica-" + i + ":1";
      var replica = start(Map.of("SLIPWAY_NAMESPACE", namespace, "SLIPWAY_IDENTITY", identity));
      eventually().untilAsserted(() -> assertThat(holder(namespace)).isEqualTo(identity));
      replica.close();
      assertThat(holder(namespace)).isEmpty();
    }
    assertThat(ends).isEmpty();
  }

  private static String holder(String namespace) {
    var lease = API.client().leases().inNamespace(namespace).withName(Leadership.LEASE).get();
    return lease == null ? null : lease.getSpec().getHolderIdentity();
  }
}
