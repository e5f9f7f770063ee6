package dev.slipway.core.pipeline;

import dev.slipway.api.v1alpha1.PipelineSpec;
import dev.slipway.api.v1alpha1.StageAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of a definition that no schema can say: what an action refers to must be there before
 * it runs. Source: CodePipeline user guide, pipeline structure reference; variables reference.
 */
public final class PipelineValidation {

  private PipelineValidation() {}

  /** Returns one sentence for each problem, with the path of the field. */
  public static List<String> problems(PipelineSpec spec) {
    var problems = new ArrayList<String>();
    Map<String, String> artifacts = new HashMap<>();
    Map<String, String> namespaces = new HashMap<>();
    for (int s = 0; s < spec.stages().size(); s++) {
      var stage = spec.stages().get(s);
      for (var order : orders(stage.actions())) {
        Set<String> readyArtifacts = new HashSet<>(artifacts.keySet());
        Set<String> readyNamespaces = new HashSet<>(namespaces.keySet());
        for (int a = 0; a < stage.actions().size(); a++) {
          var action = stage.actions().get(a);
          if (order(action) != order) {
            continue;
          }
          var path = "spec.stages[" + s + "].actions[" + a + "]";
          inputs(action, path, readyArtifacts, problems);
          references(action, path, readyNamespaces, problems);
          outputs(action, path, artifacts, problems);
          namespace(action, path, namespaces, problems);
        }
      }
    }
    return List.copyOf(problems);
  }

  static int order(StageAction action) {
    return action.runOrder() == null ? 1 : action.runOrder();
  }

  /** The run orders of a stage's actions, rising. */
  static List<Integer> orders(List<StageAction> actions) {
    return actions.stream().map(PipelineValidation::order).distinct().sorted().toList();
  }

  private static void inputs(
      StageAction action, String path, Set<String> ready, List<String> problems) {
    for (var input : action.inputArtifacts()) {
      if (!ready.contains(input)) {
        problems.add(
            path
                + ".inputArtifacts: no action before "
                + action.name()
                + " has the output artifact "
                + input);
      }
    }
  }

  private static void outputs(
      StageAction action, String path, Map<String, String> artifacts, List<String> problems) {
    for (var output : action.outputArtifacts()) {
      var other = artifacts.put(output.name(), action.name());
      if (other != null) {
        problems.add(
            path
                + ".outputArtifacts: "
                + output.name()
                + " is already an output artifact of "
                + other);
      }
    }
  }

  private static void namespace(
      StageAction action, String path, Map<String, String> namespaces, List<String> problems) {
    if (action.namespace() == null) {
      return;
    }
    var other = namespaces.put(action.namespace(), action.name());
    if (other != null) {
      problems.add(
          path + ".namespace: " + action.namespace() + " is already the namespace of " + other);
    }
    if (Variables.RESERVED.containsKey(action.namespace())) {
      problems.add(path + ".namespace: " + action.namespace() + " is reserved");
    }
  }

  private static void references(
      StageAction action, String path, Set<String> ready, List<String> problems) {
    var texts = new HashMap<String, String>();
    if (action.build() != null) {
      action
          .build()
          .environmentVariables()
          .forEach(v -> texts.put("build.environmentVariables[" + v.name() + "]", v.value()));
    }
    if (action.deploy() != null) {
      action.deploy().images().forEach((c, i) -> texts.put("deploy.images[" + c + "]", i));
    }
    texts.forEach(
        (field, text) -> {
          for (var reference : Variables.references(text)) {
            var namespace = reference.namespace();
            var reserved = Variables.RESERVED.get(namespace);
            if (reserved == null && !ready.contains(namespace)) {
              problems.add(
                  path
                      + "."
                      + field
                      + ": no action before "
                      + action.name()
                      + " has the namespace "
                      + namespace);
            }
            if (reserved != null && !reserved.contains(reference.key())) {
              problems.add(
                  path
                      + "."
                      + field
                      + ": there is no "
                      + reference
                      + "; "
                      + namespace
                      + " has "
                      + String.join(", ", new TreeSet<>(reserved)));
            }
          }
        });
  }
}
