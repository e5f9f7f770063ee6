package dev.slipway.api.value;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.api.v1alpha1.Remote;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The public repositories that a remote may name in place of an address. Where they are stands in
 * the operator's settings alone. Source: CodeArtifact user guide, supported external connection
 * repositories; {@code public:go-proxy} is more than CodeArtifact has.
 */
public final class BuiltinRemotes {

  /** Prefix of the variables that say where they are. */
  public static final String PREFIX = "SLIPWAY_REMOTE_";

  private static final Map<String, PackageFormat> FORMATS =
      Map.of(
          "public:npmjs", PackageFormat.npm,
          "public:pypi", PackageFormat.pypi,
          "public:nuget-org", PackageFormat.nuget,
          "public:crates-io", PackageFormat.cargo,
          "public:go-proxy", PackageFormat.go,
          "public:maven-central", PackageFormat.maven,
          "public:maven-googleandroid", PackageFormat.maven,
          "public:maven-gradleplugins", PackageFormat.maven,
          "public:maven-commonsware", PackageFormat.maven,
          "public:maven-clojars", PackageFormat.maven);

  private BuiltinRemotes() {}

  /** The variable that says where a builtin is: SLIPWAY_REMOTE_MAVEN_CENTRAL. */
  public static String variable(String builtin) {
    return PREFIX
        + builtin.substring(builtin.indexOf(':') + 1).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The variables of an environment that say where builtins are. */
  public static Map<String, String> settings(Map<String, String> environment) {
    return FORMATS.keySet().stream()
        .map(BuiltinRemotes::variable)
        .filter(v -> !environment.getOrDefault(v, "").isBlank())
        .collect(Collectors.toUnmodifiableMap(v -> v, v -> environment.get(v).strip()));
  }

  /** The address of a remote; empty when it names a builtin that {@link #problem} speaks of. */
  public static Optional<String> url(Remote remote, Map<String, String> settings) {
    return remote.builtin() == null
        ? Optional.ofNullable(remote.url())
        : Optional.ofNullable(settings.get(variable(remote.builtin())));
  }

  /** What is wrong with the builtin that a remote names. */
  public static Optional<String> problem(Remote remote, Map<String, String> settings) {
    var builtin = remote.builtin();
    if (builtin == null) {
      return Optional.empty();
    }
    var format = FORMATS.get(builtin);
    if (format == null) {
      return Optional.of("remote.builtin: there is no " + builtin);
    }
    if (format != remote.format()) {
      return Optional.of(
          "remote.builtin: " + builtin + " is of format " + format + ", not " + remote.format());
    }
    var variable = variable(builtin);
    return settings.containsKey(variable)
        ? Optional.empty()
        : Optional.of(
            "remote.builtin: the operator does not know where "
                + builtin
                + " is; set its variable "
                + variable
                + ", or write remote.url");
  }
}
