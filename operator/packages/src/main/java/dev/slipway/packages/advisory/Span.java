package dev.slipway.packages.advisory;

/**
 * Versions that lie together.
 *
 * @param from the first; empty for from the beginning
 * @param to the end; empty for all that follow
 * @param inclusive whether the end belongs to it
 */
public record Span(String from, String to, boolean inclusive) {

  /** Whether a version that has a place in the order lies in it. */
  boolean contains(Ecosystem ecosystem, String version) {
    if (!from.isEmpty() && ecosystem.compare(version, from) < 0) {
      return false;
    }
    if (to.isEmpty()) {
      return true;
    }
    int order = ecosystem.compare(version, to);
    return inclusive ? order <= 0 : order < 0;
  }

  /** As npm writes ranges. Source: node-semver, ranges. */
  String npm() {
    if (!from.isEmpty() && from.equals(to)) {
      return "=" + from;
    }
    var end = to.isEmpty() ? "" : (inclusive ? "<=" : "<") + to;
    var begin = from.isEmpty() ? "" : ">=" + from;
    return begin.isEmpty() && end.isEmpty()
        ? "*"
        : begin.isEmpty() || end.isEmpty() ? begin + end : begin + " " + end;
  }

  /** As NuGet writes ranges. Source: NuGet documentation, package versioning, version ranges. */
  String nuget() {
    if (!from.isEmpty() && from.equals(to)) {
      return "[" + from + "]";
    }
    return (from.isEmpty() ? "(" : "[")
        + from
        + ", "
        + to
        + (inclusive && !to.isEmpty() ? "]" : ")");
  }
}
