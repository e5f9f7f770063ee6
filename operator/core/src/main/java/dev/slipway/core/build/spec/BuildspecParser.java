package dev.slipway.core.build.spec;

import dev.slipway.api.v1alpha1.BuildPhaseType;
import dev.slipway.core.build.spec.Buildspec.Artifacts;
import dev.slipway.core.build.spec.Buildspec.OnFailure;
import dev.slipway.core.build.spec.Buildspec.Phase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a buildspec of version 0.2. Keys that change nothing here are warnings; keys whose absence
 * would change the result are errors.
 */
public final class BuildspecParser {

  private static final Map<String, BuildPhaseType> PHASES = new LinkedHashMap<>();

  static {
    PHASES.put("install", BuildPhaseType.INSTALL);
    PHASES.put("pre_build", BuildPhaseType.PRE_BUILD);
    PHASES.put("build", BuildPhaseType.BUILD);
    PHASES.put("post_build", BuildPhaseType.POST_BUILD);
  }

  private static final Map<String, String> SHELLS =
      Map.of("sh", "/bin/sh", "/bin/sh", "/bin/sh", "bash", "/bin/bash", "/bin/bash", "/bin/bash");

  private static final Set<String> REFUSED = Set.of("batch", "run-as");
  private static final Set<String> REFUSED_ENV = Set.of("parameter-store", "secrets-manager");
  private static final Set<String> YES = Set.of("yes", "true", "on");

  private final List<String> warnings = new ArrayList<>();
  private String shell = "/bin/sh";
  private final Map<String, String> variables = new LinkedHashMap<>();
  private List<String> exported = List.of();
  private final Map<BuildPhaseType, Phase> phases = new EnumMap<>(BuildPhaseType.class);
  private Artifacts artifacts;

  private BuildspecParser() {}

  /**
   * Reads a buildspec.
   *
   * @throws BuildspecException with line, column and cure
   */
  public static Buildspec parse(String text) throws BuildspecException {
    var parser = new BuildspecParser();
    parser.root(YamlFile.entries(YamlFile.root(text), "the buildspec"));
    return new Buildspec(
        parser.shell,
        Map.copyOf(parser.variables),
        parser.exported,
        Map.copyOf(parser.phases),
        parser.artifacts,
        List.copyOf(parser.warnings));
  }

  private void root(Map<String, Node> entries) throws BuildspecException {
    version(entries.get("version"));
    for (var entry : entries.entrySet()) {
      switch (entry.getKey()) {
        case "version" -> {}
        case "env" -> env(YamlFile.entries(entry.getValue(), "env"));
        case "phases" -> phases(YamlFile.entries(entry.getValue(), "phases"));
        case "artifacts" -> artifacts(entry.getValue());
        default -> other(entry.getKey(), entry.getValue());
      }
    }
    if (!entries.containsKey("phases")) {
      throw new BuildspecException(
          "the buildspec has no phases; it needs at least one with commands");
    }
  }

  private static void version(Node node) throws BuildspecException {
    if (node == null) {
      throw new BuildspecException("the buildspec has no version; write version: 0.2");
    }
    var version = YamlFile.text(node, "version");
    if (!"0.2".equals(version)) {
      throw new BuildspecException(
          YamlFile.at(node) + "version " + version + " is not supported; write version: 0.2");
    }
  }

  private void other(String key, Node node) throws BuildspecException {
    if (REFUSED.contains(key)) {
      throw new BuildspecException(YamlFile.at(node) + key + " is not supported yet");
    }
    warnings.add(YamlFile.at(node) + key + " is ignored");
  }

  private void env(Map<String, Node> entries) throws BuildspecException {
    for (var entry : entries.entrySet()) {
      var node = entry.getValue();
      switch (entry.getKey()) {
        case "shell" -> {
          var name = YamlFile.text(node, "env.shell");
          shell = SHELLS.get(name);
          if (shell == null) {
            throw new BuildspecException(
                YamlFile.at(node) + "env.shell " + name + " is not supported; write sh or bash");
          }
        }
        case "variables" -> {
          for (var variable : YamlFile.entries(node, "env.variables").entrySet()) {
            variables.put(variable.getKey(), variable(variable.getKey(), variable.getValue()));
          }
        }
        case "exported-variables" -> exported = YamlFile.texts(node, "env.exported-variables");
        default -> {
          if (REFUSED_ENV.contains(entry.getKey())) {
            throw new BuildspecException(
                YamlFile.at(node)
                    + "env."
                    + entry.getKey()
                    + " is not supported; name a Secret in the project's environment.variables");
          }
          warnings.add(YamlFile.at(node) + "env." + entry.getKey() + " is ignored");
        }
      }
    }
  }

  private static String variable(String name, Node node) throws BuildspecException {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new BuildspecException(
          YamlFile.at(node) + "env.variables: " + name + " is no name of a variable");
    }
    if (name.startsWith("CODEBUILD_")) {
      throw new BuildspecException(
          YamlFile.at(node) + "env.variables: names that start with CODEBUILD_ are reserved");
    }
    return YamlFile.text(node, "env.variables." + name);
  }

  private void phases(Map<String, Node> entries) throws BuildspecException {
    for (var entry : entries.entrySet()) {
      var type = PHASES.get(entry.getKey());
      if (type == null) {
        throw new BuildspecException(
            YamlFile.at(entry.getValue())
                + "Unknown phase "
                + entry.getKey().toUpperCase(Locale.ROOT)
                + "; expected "
                + String.join(", ", PHASES.keySet()));
      }
      phases.put(type, phase(entry.getKey(), YamlFile.entries(entry.getValue(), entry.getKey())));
    }
  }

  private Phase phase(String name, Map<String, Node> entries) throws BuildspecException {
    List<String> commands = List.of();
    List<String> finallyCommands = List.of();
    var onFailure = OnFailure.DEFAULT;
    for (var entry : entries.entrySet()) {
      var path = "phases." + name + "." + entry.getKey();
      switch (entry.getKey()) {
        case "commands" -> commands = YamlFile.texts(entry.getValue(), path);
        case "finally" -> finallyCommands = YamlFile.texts(entry.getValue(), path);
        case "on-failure" -> onFailure = onFailure(entry.getValue(), path);
        case "run-as" ->
            throw new BuildspecException(
                YamlFile.at(entry.getValue()) + path + " is not supported yet");
        default -> warnings.add(YamlFile.at(entry.getValue()) + path + " is ignored");
      }
    }
    return new Phase(commands, finallyCommands, onFailure);
  }

  private static OnFailure onFailure(Node node, String path) throws BuildspecException {
    var word = YamlFile.text(node, path).toUpperCase(Locale.ROOT);
    return switch (word) {
      case "ABORT" -> OnFailure.ABORT;
      case "CONTINUE" -> OnFailure.CONTINUE;
      default ->
          throw new BuildspecException(
              YamlFile.at(node)
                  + path
                  + ": "
                  + word
                  + " is not supported; write ABORT or CONTINUE");
    };
  }

  private void artifacts(Node node) throws BuildspecException {
    var entries = YamlFile.entries(node, "artifacts");
    List<String> files = List.of();
    List<String> exclude = List.of();
    String base = null;
    boolean discard = false;
    for (var entry : entries.entrySet()) {
      var path = "artifacts." + entry.getKey();
      switch (entry.getKey()) {
        case "files" -> files = YamlFile.texts(entry.getValue(), path);
        case "exclude-paths" -> exclude = YamlFile.texts(entry.getValue(), path);
        case "base-directory" -> base = YamlFile.text(entry.getValue(), path);
        case "discard-paths" ->
            discard = YES.contains(YamlFile.text(entry.getValue(), path).toLowerCase(Locale.ROOT));
        case "secondary-artifacts" ->
            throw new BuildspecException(
                YamlFile.at(entry.getValue()) + path + " is not supported yet");
        default -> warnings.add(YamlFile.at(entry.getValue()) + path + " is ignored");
      }
    }
    if (files.isEmpty()) {
      throw new BuildspecException(
          YamlFile.at(node) + "artifacts.files is missing; name at least one file, such as '**/*'");
    }
    artifacts = new Artifacts(files, base, discard, exclude);
  }
}
