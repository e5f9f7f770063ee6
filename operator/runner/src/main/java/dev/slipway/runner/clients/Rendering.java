package dev.slipway.runner.clients;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What makes clients find their repositories.
 *
 * @param files texts by path below the folder that runner and build share
 * @param variables of the commands' environment; the user's own of the same name win
 * @param links files of {@code files} by the path at which a client looks for them; the path may
 *     name variables; what is there already stays
 */
public record Rendering(
    Map<String, String> files, Map<String, String> variables, Map<String, String> links) {

  private static final String LINK =
      "( p=\"%1$s\"; [ -e \"$p\" ] || { mkdir -p \"${p%%/*}\" && ln -s %2$s \"$p\"; } )"
          + " >/dev/null 2>&1 || :";

  /** Nothing. */
  public static final Rendering NONE = new Rendering(Map.of(), Map.of(), Map.of());

  public Rendering {
    files = Map.copyOf(files);
    variables = Map.copyOf(variables);
    links = Map.copyOf(links);
  }

  static Rendering file(String path, String text) {
    return new Rendering(Map.of(path, text), Map.of(), Map.of());
  }

  static Rendering variables(Map<String, String> variables) {
    return new Rendering(Map.of(), variables, Map.of());
  }

  Rendering linked(String place, String file) {
    return plus(new Rendering(Map.of(), Map.of(), Map.of(place, file)));
  }

  Rendering with(Map<String, String> more) {
    return plus(variables(more));
  }

  /** Commands for the build container that put the links where nothing is yet. */
  public List<String> linkCommands(Path folder) {
    return links.entrySet().stream()
        .map(l -> LINK.formatted(l.getKey(), folder.resolve(l.getValue())))
        .toList();
  }

  /** Both. */
  public Rendering plus(Rendering other) {
    return new Rendering(
        joined(files, other.files), joined(variables, other.variables), joined(links, other.links));
  }

  private static Map<String, String> joined(Map<String, String> one, Map<String, String> two) {
    var all = new LinkedHashMap<>(one);
    all.putAll(two);
    return all;
  }
}
