package dev.slipway.packages.npm;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.packages.http.BoundedBody;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A project with all that is installed for it, as clients send it for an audit: what a package
 * requires is found at it or at one of those around it. Source: npm 6, npm-audit-report; package
 * locks of version 1.
 */
final class AuditTree {

  private static final int MOST = 500_000;

  private final AuditTree around;
  private final String name;
  private String version = "";
  private boolean dev;
  private boolean optional;
  private final Set<String> requires = new LinkedHashSet<>();
  private final Map<String, AuditTree> dependencies = new LinkedHashMap<>();

  /** How much was read of a tree. */
  private static final class Count {
    private int sum;

    void one() throws BoundedBody.Refused {
      sum++;
      if (sum > MOST) {
        throw new BoundedBody.Refused(
            413, "a tree has at most " + MOST + " packages and requirements");
      }
    }
  }

  /** Who leads to it; null for the project and for what is not reached yet. */
  private AuditTree from;

  private AuditTree(AuditTree around, String name) {
    this.around = around;
    this.name = name;
  }

  String name() {
    return name;
  }

  String version() {
    return version;
  }

  boolean dev() {
    return dev;
  }

  boolean optional() {
    return optional;
  }

  /** Reads a tree; fields that are not needed are passed over. */
  static AuditTree read(JsonParser parser) throws IOException {
    var root = new AuditTree(null, "");
    if (parser.nextToken() == JsonToken.START_OBJECT) {
      root.fields(parser, new Count());
    }
    return root;
  }

  private void fields(JsonParser parser, Count count) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var field = parser.currentName();
      var value = parser.nextToken();
      switch (field) {
        case "version" -> version = parser.getValueAsString("");
        case "dev" -> dev = parser.getValueAsBoolean();
        case "optional" -> optional = parser.getValueAsBoolean();
        case "requires" -> required(parser, value, count);
        case "dependencies" -> dependencies(parser, value, count);
        default -> parser.skipChildren();
      }
    }
  }

  private void required(JsonParser parser, JsonToken value, Count count) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      count.one();
      requires.add(parser.currentName());
      parser.nextToken();
      parser.skipChildren();
    }
  }

  private void dependencies(JsonParser parser, JsonToken value, Count count) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var child = new AuditTree(this, parser.currentName());
      count.one();
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        child.fields(parser, count);
        dependencies.put(child.name, child);
      } else {
        parser.skipChildren();
      }
    }
  }

  /**
   * Every package of the tree, which then knows the shortest way to it from the project; one that
   * nobody requires is reached by where it lies.
   */
  Collection<AuditTree> packages() {
    var reached = new LinkedHashSet<AuditTree>();
    var waiting = new ArrayDeque<AuditTree>(List.of(this));
    while (!waiting.isEmpty()) {
      var next = waiting.remove();
      for (var required : next.requires) {
        var found = next.find(required);
        if (found != null && reached.add(found)) {
          found.from = next;
          waiting.add(found);
        }
      }
    }
    waiting.add(this);
    while (!waiting.isEmpty()) {
      var next = waiting.remove();
      for (var child : next.dependencies.values()) {
        if (reached.add(child)) {
          child.from = next;
        }
        waiting.add(child);
      }
    }
    return reached;
  }

  private AuditTree find(String wanted) {
    for (var place = this; place != null; place = place.around) {
      var found = place.dependencies.get(wanted);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The names of those that lead to it and its own, as clients print them. */
  String path() {
    var names = new ArrayDeque<String>();
    for (var one = this; one.from != null; one = one.from) {
      names.push(one.name);
    }
    return String.join(">", names);
  }
}
