package dev.slipway.core.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The objects in the YAML files of a commit, in the order in which they are applied: namespaces and
 * definitions first, what refers to others last.
 *
 * @param objects empty when there are problems
 * @param problems one sentence each, with file and line
 */
public record Manifests(List<HasMetadata> objects, List<String> problems) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ORDER =
      List.of(
          "Namespace",
          "CustomResourceDefinition",
          "ServiceAccount",
          "ClusterRole",
          "Role",
          "ClusterRoleBinding",
          "RoleBinding",
          "ConfigMap",
          "Secret",
          "PersistentVolumeClaim",
          "Service",
          "Domain",
          "Repository",
          "Deployment",
          "BuildProject",
          "DeploymentGroup");
  private static final int MOST_OBJECTS = 2000;
  private static final int LARGEST = 3 << 20;

  public Manifests {
    objects = List.copyOf(objects);
    problems = List.copyOf(problems);
  }

  /** Reads files, path to text. */
  public static Manifests parse(Map<String, String> files) {
    var found = new ArrayList<HasMetadata>();
    var problems = new ArrayList<String>();
    for (var file : new TreeMap<>(files).entrySet()) {
      parse(file.getKey(), file.getValue(), found, problems);
    }
    var seen = new HashSet<String>();
    for (var object : found) {
      var meta = object.getMetadata();
      var name =
          object.getApiVersion()
              + " "
              + object.getKind()
              + " "
              + meta.getNamespace()
              + "/"
              + meta.getName();
      if (!seen.add(name)) {
        problems.add(object.getKind() + " " + meta.getName() + " is there twice; remove one");
      }
    }
    if (found.size() > MOST_OBJECTS) {
      problems.add(
          found.size() + " objects; " + MOST_OBJECTS + " are the most; use several GitSyncs");
    }
    found.sort(Comparator.comparingInt(Manifests::order));
    return new Manifests(problems.isEmpty() ? found : List.of(), problems);
  }

  private static int order(HasMetadata object) {
    int index = ORDER.indexOf(object.getKind());
    return index < 0 ? ORDER.size() : index;
  }

  private static void parse(
      String file, String text, List<HasMetadata> found, List<String> problems) {
    var options = new LoaderOptions();
    options.setCodePointLimit(LARGEST);
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(50);
    try {
      var lines = new ArrayList<Integer>();
      for (Node node : new Yaml(options).composeAll(new StringReader(text))) {
        lines.add(node == null ? 1 : node.getStartMark().getLine() + 1);
      }
      int number = 0;
      for (var document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
        int line = number < lines.size() ? lines.get(number) : 1;
        number++;
        if (document != null) {
          object(file + ":" + line, document, found, problems);
        }
      }
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      problems.add(file + (mark == null ? "" : ":" + (mark.getLine() + 1)) + ": " + e.getProblem());
    } catch (YAMLException e) {
      problems.add(file + ": " + e.getMessage());
    }
  }

  private static void object(
      String place, Object document, List<HasMetadata> found, List<String> problems) {
    if (!(document instanceof Map<?, ?> map)
        || !(map.get("apiVersion") instanceof String)
        || !(map.get("kind") instanceof String)) {
      problems.add(place + ": no Kubernetes object: apiVersion or kind is missing");
      return;
    }
    if (!(map.get("metadata") instanceof Map<?, ?> meta) || !(meta.get("name") instanceof String)) {
      problems.add(place + ": " + map.get("kind") + " has no metadata.name");
      return;
    }
    if (map.get("kind").toString().endsWith("List") && map.containsKey("items")) {
      problems.add(place + ": lists are not supported; write the items as documents");
      return;
    }
    try {
      found.add(JSON.convertValue(map, GenericKubernetesResource.class));
    } catch (IllegalArgumentException e) {
      problems.add(place + ": " + map.get("kind") + " cannot be read");
    }
  }
}
