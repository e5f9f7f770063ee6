package dev.slipway.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.api.v1alpha1.BuildExecution;
import dev.slipway.api.v1alpha1.BuildProject;
import dev.slipway.api.v1alpha1.DeploymentExecution;
import dev.slipway.api.v1alpha1.DeploymentGroup;
import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.GitSync;
import dev.slipway.api.v1alpha1.PackageGroup;
import dev.slipway.api.v1alpha1.Pipeline;
import dev.slipway.api.v1alpha1.PipelineExecution;
import dev.slipway.api.v1alpha1.Repository;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes the files of {@code crds/} from the records; run as a program it writes them and the page
 * of the reference.
 */
public final class CrdFiles {

  static final List<Class<? extends CustomResource<?, ?>>> KINDS =
      List.of(
          Pipeline.class,
          PipelineExecution.class,
          BuildProject.class,
          BuildExecution.class,
          DeploymentGroup.class,
          DeploymentExecution.class,
          Domain.class,
          Repository.class,
          PackageGroup.class,
          GitSync.class);

  private static final ObjectMapper YAML =
      new YAMLMapper()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS);

  /** Required fields that name an item of a list. */
  private static final List<String> KEYS = List.of("name", "repository", "action");

  /** Lists of names that must not repeat and whose order says nothing; apply merges them. */
  private static final Set<String> SETS = Set.of("insecureRegistries", "on");

  /** Lists whose items may share a name. */
  private static final Set<String> UNKEYED = Set.of("subjects");

  private CrdFiles() {}

  /** Writes every file into the folder that the first argument names. */
  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[0]);
    for (var file : make().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    Files.writeString(folder.resolve("../operator/docs/reference.md"), ReferencePage.make());
  }

  /** File name to text. */
  static Map<String, String> make() throws IOException {
    var folder = Files.createTempDirectory("crds");
    new CRDGenerator()
        .customResourceClasses(List.copyOf(KINDS))
        .inOutputDir(folder.toFile())
        .generate();
    var files = new TreeMap<String, String>();
    for (var file : folder.toFile().listFiles()) {
      var crd = (ObjectNode) YAML.readTree(file);
      Files.delete(file.toPath());
      finish(crd);
      files.put(crd.at("/spec/names/plural").asText() + ".yaml", YAML.writeValueAsString(crd));
    }
    Files.delete(folder);
    return files;
  }

  /** Adds what the generator has no annotation for. */
  private static void finish(ObjectNode crd) {
    var labels = ((ObjectNode) crd.get("metadata")).putObject("labels");
    labels.put("app.kubernetes.io/name", "slipway");
    var schema = (ObjectNode) crd.at("/spec/versions/0/schema/openAPIV3Schema");
    schema.put("description", describe(crd.at("/spec/names/kind").asText()));
    var properties = (ObjectNode) schema.get("properties");
    ((ObjectNode) properties.get("spec")).put("description", "What is wanted.");
    if (properties.get("status") instanceof ObjectNode status) {
      status.put("description", "What is, as the operator sees it.");
    }
    schema.putArray("required").add("spec");
    key("spec", properties.get("spec"));
    if (properties.at("/status/properties/conditions") instanceof ObjectNode conditions) {
      conditions.put("x-kubernetes-list-type", "map");
      conditions.putArray("x-kubernetes-list-map-keys").add("type");
      var item = (ObjectNode) conditions.get("items");
      item.putArray("required")
          .add("type")
          .add("status")
          .add("reason")
          .add("message")
          .add("lastTransitionTime");
      var texts =
          Map.of(
              "type", "What the condition is about.",
              "status", "True, False or Unknown.",
              "reason", "One word for programs.",
              "message", "One sentence for people.",
              "lastTransitionTime", "When the status changed last.",
              "observedGeneration", "The generation of the spec that the condition speaks of.");
      texts.forEach(
          (name, text) -> {
            if (item.at("/properties/" + name) instanceof ObjectNode field) {
              field.put("description", text);
            }
          });
    }
  }

  /** Lists of named things are maps to the API server: no name twice, merged by name on apply. */
  private static void key(String name, JsonNode schema) {
    if (schema.get("type") != null && "array".equals(schema.get("type").asText())) {
      var list = (ObjectNode) schema;
      var item = list.get("items");
      KEYS.stream()
          .filter(k -> !UNKEYED.contains(name) && required(item, k))
          .findFirst()
          .ifPresentOrElse(
              k -> {
                list.put("x-kubernetes-list-type", "map");
                list.putArray("x-kubernetes-list-map-keys").add(k);
              },
              () -> {
                if (SETS.contains(name)) {
                  list.put("x-kubernetes-list-type", "set");
                }
              });
      key(name, item);
    }
    schema.path("properties").properties().forEach(p -> key(p.getKey(), p.getValue()));
  }

  private static boolean required(JsonNode item, String key) {
    for (var name : item.path("required")) {
      if (key.equals(name.asText())) {
        return true;
      }
    }
    return false;
  }

  private static String describe(String kind) {
    return switch (kind) {
      case "Pipeline" -> "Takes each new commit through its stages.";
      case "PipelineExecution" -> "One run of a Pipeline. Creating one starts it.";
      case "BuildProject" -> "How a source is built.";
      case "BuildExecution" -> "One build of a BuildProject. Creating one starts it.";
      case "DeploymentGroup" -> "What is deployed, where and how.";
      case "DeploymentExecution" -> "One deployment of a DeploymentGroup. Creating one starts it.";
      case "Domain" -> "A package server with its store of packages, artifacts and logs.";
      case "Repository" ->
          "A view of a Domain's packages: hosted here, or a proxy of an external one.";
      case "PackageGroup" -> "What may come into a Domain of the packages that fit a pattern.";
      case "GitSync" -> "Applies a path of a Git repository to the cluster.";
      default -> throw new IllegalArgumentException(kind + " has no description");
    };
  }

  static JsonNode parse(String yaml) throws IOException {
    return YAML.readTree(yaml);
  }
}
