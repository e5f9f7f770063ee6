package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.testkit.cluster.FailureDump;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A domain in a bucket: two package servers that come and go. */
final class SharedStoreIT {

  private static final SlipwayCluster SLIPWAY = SlipwayCluster.get();
  private static final String KILL = "kill";
  private static final String ROLLOUT = "rollout";
  private static final String DRAIN = "drain";
  private static final String TOOL = "/repositories/libs/generic/org/tool/";
  private static final int ROUNDS = 6;
  private static final int SOME = 30;
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NOT_FOUND = 404;

  @RegisterExtension final FailureDump dump = new FailureDump(SLIPWAY.kubectl());

  private final String namespace = SLIPWAY.cluster().namespace();
  private final PackageDoors doors = new PackageDoors(SLIPWAY, namespace);
  private final PackageReplicas replicas = new PackageReplicas(SLIPWAY, namespace);
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void whatWasAcknowledgedOutlivesKillsAndARolloutAndADrainThatNobodyNotices() throws Exception {
    domain(ClusterBucket.start(SLIPWAY, namespace));
    var pods = replicas.ready();
    eachSeesWhatTheOtherTook(doors.to(pods));

    var traffic = new PackageTraffic(doors, doors.service());
    try (traffic) {
      traffic.more(SOME);
      for (var pod : pods) {
        traffic.during(KILL);
        var process = replicas.kill(pod);
        int before = traffic.acknowledged().size();
        replicas.replaced(process);
        traffic.during(PackageTraffic.CALM);
        assertThat(traffic.acknowledged()).as("the other goes on").hasSizeGreaterThan(before);
        traffic.more(SOME);
      }

      traffic.during(ROLLOUT);
      replicas.restart();
      traffic.during(PackageTraffic.CALM);
      traffic.more(SOME);

      traffic.during(DRAIN);
      drain(replicas.ready());
      traffic.during(PackageTraffic.CALM);
      traffic.more(SOME);
    }

    System.out.println("shared store: " + traffic.counts());
    assertThat(traffic.wrong()).isEmpty();
    assertThat(traffic.failures()).filteredOn(f -> !f.startsWith(KILL)).isEmpty();
    assertThat(traffic.counts())
        .containsKeys("kill GET 200", "kill PUT 201", "rollout GET 200", "rollout PUT 201")
        .containsKeys("drain GET 200", "drain PUT 201");
    nothingIsMissing(doors.to(replicas.ready()), traffic.acknowledged());
    replicas.one();
  }

  /** Takes all replicas as a drain does that finds them on one node. */
  private void drain(List<String> pods) {
    replicas.mayLoseOne();
    assertThat(replicas.evict(pods.getFirst())).as("the first eviction").isTrue();
    assertThat(replicas.evict(pods.getLast())).as("while nobody is in its place").isFalse();
    replicas.replaced(pods.getFirst());
    replicas.mayLoseOne();
    assertThat(replicas.evict(pods.getLast())).as("when somebody is").isTrue();
    replicas.replaced(pods.getLast());
  }

  private void domain(String store) {
    SLIPWAY
        .kubectl()
        .apply(
            namespace,
            """
            apiVersion: slipway.dev/v1alpha1
            kind: Domain
            metadata: {name: default}
            spec:
              replicas: 2
              store: %s
            ---
            apiVersion: slipway.dev/v1alpha1
            kind: Repository
            metadata: {name: libs}
            spec: {}
            """
                .formatted(store));
    for (var what : List.of("domain/default", "pkgrepo/libs")) {
      SLIPWAY
          .kubectl()
          .run("wait", what, "-n", namespace, "--for=condition=Ready", "--timeout=90s");
    }
  }

  private void eachSeesWhatTheOtherTook(List<PackageDoors.Door> servers) throws IOException {
    for (var server : servers) {
      assertThat(server.ask(doors.get(TOOL + "0.0/asset")).status()).isEqualTo(NOT_FOUND);
    }
    long longest = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var path = TOOL + round + ".0/asset";
      var content = "round " + round;
      var put = servers.get(round % 2).ask(doors.put(path, content));
      assertThat(put.status()).as(put.body()).isEqualTo(CREATED);
      longest = Math.max(longest, seenAfter(servers.get(1 - round % 2), path, content));
    }
    System.out.println(
        "shared store: seen by the other after "
            + Duration.ofNanos(longest).toMillis()
            + " ms at most");
  }

  /**
   * Asks until the content is there, and returns after how many nanoseconds that was asked for
   * which found it. The one that begins after a second must.
   */
  private long seenAfter(PackageDoors.Door server, String path, String content) {
    long acknowledged = System.nanoTime();
    var asked = new AtomicLong();
    var answer =
        Awaitility.await("what one took to be at the other")
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> {
                  asked.set(System.nanoTime() - acknowledged);
                  return server.ask(doors.get(path));
                },
                a -> a.status() == OK || asked.get() > PackageTraffic.SEEN.toNanos());
    assertThat(answer.status()).as(answer.body()).isEqualTo(OK);
    assertThat(answer.body()).isEqualTo(content);
    return asked.get();
  }

  private void nothingIsMissing(
      List<PackageDoors.Door> servers, List<PackageTraffic.Acknowledged> acknowledged)
      throws IOException {
    for (var server : servers) {
      for (var each : acknowledged) {
        var answer = server.ask(doors.get(each.path()));
        assertThat(answer.status()).as(each.path() + ": " + answer.body()).isEqualTo(OK);
        assertThat(answer.body()).isEqualTo(each.content());
      }
    }
    var events = events(servers.getFirst());
    assertThat(events(servers.getLast())).isEqualTo(events);
    assertThat(events)
        .extracting(
            e ->
                e.at("/detail/packageName").asText()
                    + " "
                    + e.at("/detail/packageVersion").asText())
        .doesNotHaveDuplicates()
        .containsAll(acknowledged.stream().map(PackageTraffic.Acknowledged::content).toList());
    assertThat(events).extracting(e -> e.at("/detail/sequenceNumber").asLong()).isSorted();
  }

  private List<JsonNode> events(PackageDoors.Door server) throws IOException {
    var all = new ArrayList<JsonNode>();
    long next = 0;
    while (true) {
      var answer = server.ask(doors.get("/api/v1/events?max=1000&after=" + next));
      assertThat(answer.status()).as(answer.body()).isEqualTo(OK);
      var page = json.readTree(answer.body());
      page.path("events").forEach(all::add);
      if (page.path("events").isEmpty()) {
        return all;
      }
      next = page.path("next").asLong();
    }
  }
}
