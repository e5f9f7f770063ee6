package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.api.v1alpha1.PublishedVersion;
import dev.slipway.api.v1alpha1.Trigger;
import dev.slipway.core.feed.PackageEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What actions can know of the package that started their execution. It is kept in the spec of the
 * execution, so whoever starts another one with the same spec gets the same. Source of the names:
 * CodeArtifact user guide, CodeArtifact event format and example.
 */
final class TriggerVariables {

  private static final String DOMAIN = "DomainName";
  private static final String REPOSITORY = "RepositoryName";
  private static final String FORMAT = "PackageFormat";
  private static final String NAMESPACE = "PackageNamespace";
  private static final String NAME = "PackageName";
  private static final String VERSION = "PackageVersion";

  /** All that there are. */
  static final Set<String> KEYS = Set.of(DOMAIN, REPOSITORY, FORMAT, NAMESPACE, NAME, VERSION);

  private TriggerVariables() {}

  /** What an execution keeps of the event that starts it; null for what cannot be kept. */
  static PublishedVersion published(String domain, PackageEvent event) {
    return Stream.of(PackageFormat.values())
        .filter(f -> f.name().equals(event.format()))
        .findFirst()
        .map(
            format ->
                new PublishedVersion(
                    domain,
                    event.repository(),
                    format,
                    event.namespace().isEmpty() ? null : event.namespace(),
                    event.name(),
                    event.version()))
        .orElse(null);
  }

  /**
   * All variables; all empty when something else started the execution.
   *
   * @param trigger null for an execution that says nothing of it
   */
  static Map<String, String> of(Trigger trigger) {
    var values = new HashMap<String, String>();
    KEYS.forEach(key -> values.put(key, ""));
    var published = trigger == null ? null : trigger.published();
    if (published != null) {
      put(values, DOMAIN, published.domain());
      put(values, REPOSITORY, published.repository());
      put(values, FORMAT, published.format());
      put(values, NAMESPACE, published.namespace());
      put(values, NAME, published.name());
      put(values, VERSION, published.version());
    }
    return Map.copyOf(values);
  }

  private static void put(Map<String, String> values, String key, Object value) {
    if (value != null) {
      values.put(key, value.toString());
    }
  }

  /** Why a text that cannot do without these variables has no value; empty when it has one. */
  static Optional<String> empty(String text, Map<String, Map<String, String>> values) {
    var trigger = values.getOrDefault(Variables.TRIGGER, Map.of());
    return Variables.references(text).stream()
        .filter(r -> r.namespace().equals(Variables.TRIGGER))
        .filter(r -> trigger.getOrDefault(r.key(), "").isEmpty())
        .findFirst()
        .map(
            r ->
                r
                    + " is empty, and an image needs it: "
                    + (trigger.getOrDefault(NAME, "").isEmpty()
                        ? "no package started this execution; one that is started by hand can"
                            + " name it in spec.trigger.package"
                        : "the package that started this execution has none"));
  }
}
