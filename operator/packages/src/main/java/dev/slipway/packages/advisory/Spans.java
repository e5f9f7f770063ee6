package dev.slipway.packages.advisory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Makes spans of the events of an advisory. Source: OSV schema, affected[].ranges[].events. */
final class Spans {

  private static final Pattern LAST_KNOWN = Pattern.compile("(<=?)\\s*(\\S{1,100})");
  private static final int MOST_EVENTS = 2_000;

  private record Event(Kind kind, String version) {}

  private enum Kind {
    introduced,
    fixed,
    last_affected,
    limit
  }

  private Spans() {}

  /**
   * Reads one range.
   *
   * @return nothing for a range of commits
   * @throws UnusableEntry when a version has no place in the order of the ecosystem
   */
  static List<Span> read(Ecosystem ecosystem, JsonNode range) throws UnusableEntry {
    if ("GIT".equals(range.path("type").asText())) {
      return List.of();
    }
    var events = new ArrayList<Event>();
    for (var node : range.path("events")) {
      for (var kind : Kind.values()) {
        var version = node.path(kind.name()).asText("");
        if (!version.isEmpty() && !(kind == Kind.limit && version.equals("*"))) {
          events.add(new Event(kind, checked(ecosystem, kind, version)));
        }
      }
      if (events.size() > MOST_EVENTS) {
        throw new UnusableEntry("a range has more than " + MOST_EVENTS + " events");
      }
    }
    events.sort((a, b) -> compare(ecosystem, a.version(), b.version()));
    return walk(events);
  }

  /** The beginning of all versions is written as 0 and stands as an empty text here. */
  private static String checked(Ecosystem ecosystem, Kind kind, String version)
      throws UnusableEntry {
    if (kind == Kind.introduced && version.equals("0")) {
      return "";
    }
    if (!ecosystem.ordered(version)) {
      throw new UnusableEntry(
          kind + " " + Printable.text(version, 100) + " is no version of " + ecosystem.format());
    }
    return version;
  }

  private static List<Span> walk(List<Event> events) {
    var spans = new ArrayList<Span>();
    String from = null;
    for (var event : events) {
      switch (event.kind()) {
        case introduced -> from = from == null ? event.version() : from;
        case fixed, limit, last_affected -> {
          if (from != null) {
            spans.add(new Span(from, event.version(), event.kind() == Kind.last_affected));
            from = null;
          }
        }
      }
    }
    if (from != null) {
      spans.add(new Span(from, "", false));
    }
    return spans;
  }

  /**
   * Ends the last span where GitHub's database says that it ends as far as is known. Source: GitHub
   * advisory database, last_known_affected_version_range.
   */
  static List<Span> ended(Ecosystem ecosystem, List<Span> spans, String lastKnown) {
    var end = LAST_KNOWN.matcher(lastKnown);
    if (spans.isEmpty()
        || !spans.getLast().to().isEmpty()
        || !end.matches()
        || !ecosystem.ordered(end.group(2))) {
      return spans;
    }
    var all = new ArrayList<>(spans.subList(0, spans.size() - 1));
    all.add(new Span(spans.getLast().from(), end.group(2), end.group(1).equals("<=")));
    return all;
  }

  /** The order of spans that do not overlap. */
  static Comparator<Span> order(Ecosystem ecosystem) {
    return (a, b) -> compare(ecosystem, a.from(), b.from());
  }

  private static int compare(Ecosystem ecosystem, String a, String b) {
    return a.isEmpty() || b.isEmpty()
        ? Boolean.compare(!a.isEmpty(), !b.isEmpty())
        : ecosystem.compare(a, b);
  }
}
