package dev.slipway.core.build.spec;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads YAML as it is written: scalars keep their text, errors name line and column. */
final class YamlFile {

  private static final int LARGEST = 1 << 20;
  private static final int DEEPEST = 30;
  private static final int MOST_ALIASES = 50;

  private YamlFile() {}

  /** The root of a document. */
  static MappingNode root(String text) throws BuildspecException {
    if (text.length() > LARGEST) {
      throw new BuildspecException("the buildspec has more than " + LARGEST + " characters");
    }
    var options = new LoaderOptions();
    options.setCodePointLimit(LARGEST);
    options.setNestingDepthLimit(DEEPEST);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setAllowDuplicateKeys(false);
    try {
      var node = new Yaml(options).compose(new StringReader(text));
      if (node instanceof MappingNode mapping) {
        return mapping;
      }
      throw new BuildspecException(
          node == null
              ? "the buildspec is empty; it needs at least version and phases"
              : at(node) + "expected keys such as version and phases, found " + kind(node));
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      throw new BuildspecException(
          (mark == null
                  ? ""
                  : "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ")
              + e.getProblem()
              + "; put quotes around a command that holds \": \" or starts with a special character",
          e);
    } catch (YAMLException e) {
      throw new BuildspecException("the buildspec cannot be read: " + e.getMessage(), e);
    }
  }

  static Map<String, Node> entries(Node node, String what) throws BuildspecException {
    if (!(node instanceof MappingNode mapping)) {
      if (node instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
        return Map.of();
      }
      throw new BuildspecException(at(node) + what + " must hold keys, found " + kind(node));
    }
    var entries = new LinkedHashMap<String, Node>();
    for (var tuple : mapping.getValue()) {
      var key = text(tuple.getKeyNode(), "a key of " + what);
      if (entries.put(key, tuple.getValueNode()) != null) {
        throw new BuildspecException(
            at(tuple.getKeyNode()) + what + " has the key " + key + " twice");
      }
    }
    return entries;
  }

  static String text(Node node, String what) throws BuildspecException {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new BuildspecException(at(node) + what + " must be a text, found " + kind(node));
  }

  /** A list of texts; a single text counts as a list of one, nothing as an empty list. */
  static List<String> texts(Node node, String what) throws BuildspecException {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue().isEmpty() ? List.of() : List.of(scalar.getValue());
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw new BuildspecException(at(node) + what + " must be a list, found " + kind(node));
    }
    var texts = new ArrayList<String>();
    for (var item : sequence.getValue()) {
      if (!(item instanceof ScalarNode scalar)) {
        throw new BuildspecException(
            at(item)
                + "Expected "
                + what
                + "["
                + texts.size()
                + "] to be of string type: found subkeys instead at line "
                + (item.getStartMark().getLine() + 1)
                + "; put quotes around a command that holds \": \"");
      }
      texts.add(scalar.getValue());
    }
    return List.copyOf(texts);
  }

  static String at(Node node) {
    return "line "
        + (node.getStartMark().getLine() + 1)
        + ", column "
        + (node.getStartMark().getColumn() + 1)
        + ": ";
  }

  static String kind(Node node) {
    return switch (node) {
      case MappingNode m -> "keys";
      case SequenceNode s -> "a list";
      case ScalarNode s when s.getValue().isEmpty() -> "nothing";
      case ScalarNode s -> "\"" + s.getValue() + "\"";
      default -> "something else";
    };
  }
}
