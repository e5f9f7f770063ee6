package dev.slipway.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References like {@code #{namespace.key}}. Substitution is textual and happens once. Source:
 * CodePipeline user guide, variables reference.
 */
public final class Variables {

  /** The namespace of what the pipeline itself gives: {@code PipelineExecutionId}. */
  static final String CODEPIPELINE = "codepipeline";

  static final String EXECUTION_ID = "PipelineExecutionId";

  /** The namespace of what is known of the package that started the execution. */
  static final String TRIGGER = "trigger";

  /** The namespaces that no action may have, with all keys that there are in them. */
  static final Map<String, Set<String>> RESERVED =
      Map.of(CODEPIPELINE, Set.of(EXECUTION_ID), TRIGGER, TriggerVariables.KEYS);

  private static final Pattern REFERENCE =
      Pattern.compile("#\\{([A-Za-z0-9@_-]+)\\.([A-Za-z0-9@_.-]+)\\}");

  private Variables() {}

  /** One reference in a text. */
  record Reference(String namespace, String key) {
    @Override
    public String toString() {
      return "#{" + namespace + "." + key + "}";
    }
  }

  /** A text without references, or the reference that has no value. */
  record Resolved(String text, Reference missing) {}

  static List<Reference> references(String text) {
    var found = new ArrayList<Reference>();
    var matcher = REFERENCE.matcher(text == null ? "" : text);
    while (matcher.find()) {
      found.add(new Reference(matcher.group(1), matcher.group(2)));
    }
    return List.copyOf(found);
  }

  /** Puts values in the place of references. */
  static Resolved resolve(String text, Map<String, Map<String, String>> values) {
    if (text == null) {
      return new Resolved("", null);
    }
    for (var reference : references(text)) {
      if (!values.getOrDefault(reference.namespace(), Map.of()).containsKey(reference.key())) {
        return new Resolved(null, reference);
      }
    }
    return new Resolved(
        REFERENCE
            .matcher(text)
            .replaceAll(m -> Matcher.quoteReplacement(values.get(m.group(1)).get(m.group(2)))),
        null);
  }
}
