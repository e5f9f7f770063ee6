package dev.slipway.controller.runtime;

import dev.slipway.api.value.BuiltinRemotes;
import dev.slipway.api.value.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Settings of the operator, read from environment variables once at start.
 *
 * @param operatorNamespace namespace of the operator's own objects (SLIPWAY_NAMESPACE, {@code
 *     slipway-system})
 * @param watchNamespaces namespaces to watch, all when empty (SLIPWAY_WATCH_NAMESPACES, comma
 *     separated)
 * @param image Slipway's own image, for runners and package servers (SLIPWAY_IMAGE)
 * @param kanikoImage default image of the Kaniko engine (SLIPWAY_KANIKO_IMAGE)
 * @param buildahImage default image of the Buildah engine (SLIPWAY_BUILDAH_IMAGE)
 * @param reportUrl address at which build pods reach the operator (SLIPWAY_REPORT_URL)
 * @param httpPort port for probes, metrics and reports (SLIPWAY_HTTP_PORT, 8080)
 * @param leaderElection whether replicas elect a leader (SLIPWAY_LEADER_ELECTION, true)
 * @param identity name of this replica in the lease; its host and port where reports reach it
 *     (SLIPWAY_IDENTITY)
 * @param minimumPollInterval shortest interval at which a Git repository is looked at
 *     (SLIPWAY_MINIMUM_POLL_INTERVAL, 1s)
 * @param serviceAccount name of the operator's own ServiceAccount, as whom it reads the events of
 *     package servers (SLIPWAY_SERVICE_ACCOUNT, {@code slipway-operator})
 * @param remotes addresses of public package repositories, by variable (SLIPWAY_REMOTE_…)
 */
public record Settings(
    String operatorNamespace,
    Set<String> watchNamespaces,
    String image,
    String kanikoImage,
    String buildahImage,
    String reportUrl,
    int httpPort,
    boolean leaderElection,
    String identity,
    Duration minimumPollInterval,
    String serviceAccount,
    Map<String, String> remotes) {

  public static final String DEFAULT_NAMESPACE = "slipway-system";
  public static final String DEFAULT_ACCOUNT = "slipway-operator";
  public static final String DEFAULT_IMAGE = "ghcr.io/slipway-dev/slipway:0.1.0";
  public static final String DEFAULT_KANIKO_IMAGE = "ghcr.io/osscontainertools/kaniko:v1.28.0";
  public static final String DEFAULT_BUILDAH_IMAGE = "quay.io/buildah/stable:v1.41.4";

  public Settings {
    watchNamespaces = Set.copyOf(watchNamespaces);
    remotes = Map.copyOf(remotes);
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException naming the variable whose value cannot be used
   */
  public static Settings from(Map<String, String> environment) {
    var namespace = environment.getOrDefault("SLIPWAY_NAMESPACE", DEFAULT_NAMESPACE);
    int port = port(environment.getOrDefault("SLIPWAY_HTTP_PORT", "8080"));
    return new Settings(
        namespace,
        Arrays.stream(environment.getOrDefault("SLIPWAY_WATCH_NAMESPACES", "").split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .collect(Collectors.toUnmodifiableSet()),
        environment.getOrDefault("SLIPWAY_IMAGE", DEFAULT_IMAGE),
        environment.getOrDefault("SLIPWAY_KANIKO_IMAGE", DEFAULT_KANIKO_IMAGE),
        environment.getOrDefault("SLIPWAY_BUILDAH_IMAGE", DEFAULT_BUILDAH_IMAGE),
        environment.getOrDefault(
            "SLIPWAY_REPORT_URL", "http://slipway-operator." + namespace + ".svc"),
        port,
        flag(
            "SLIPWAY_LEADER_ELECTION", environment.getOrDefault("SLIPWAY_LEADER_ELECTION", "true")),
        environment.getOrDefault("SLIPWAY_IDENTITY", "127.0.0.1:" + port),
        duration(
            "SLIPWAY_MINIMUM_POLL_INTERVAL",
            environment.getOrDefault("SLIPWAY_MINIMUM_POLL_INTERVAL", "1s")),
        environment.getOrDefault("SLIPWAY_SERVICE_ACCOUNT", DEFAULT_ACCOUNT),
        BuiltinRemotes.settings(environment));
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // answered below, as a number out of range is
    }
    throw new IllegalArgumentException(
        "SLIPWAY_HTTP_PORT: \"" + text + "\" is no port, 0 to 65535");
  }

  private static boolean flag(String name, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(name + ": \"" + text + "\" is neither true nor false");
    };
  }

  private static Duration duration(String name, String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }
}
