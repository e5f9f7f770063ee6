package dev.slipway.core.feed;

import dev.slipway.core.plan.Action.EventType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Changes of packages in words for people: what one caller did to versions of one package in one
 * way is one sentence, and of too many sentences only numbers are left, so that nobody who
 * publishes can flood the API server.
 */
public final class PackageNews {

  /** So many sentences at once, and one more for each repository. */
  static final int MOST = 10;

  private static final int MOST_VERSIONS = 5;
  private static final String TAKE_DOWN = "TakeDown";
  private static final Set<String> WARNINGS = Set.of("Delete", "Dispose", "Quarantine", TAKE_DOWN);

  /**
   * A sentence about a repository.
   *
   * @param identity the same for equal events, another for others
   */
  public record News(
      String repository, EventType type, String reason, String message, String identity) {}

  private record Topic(
      String repository, String format, String name, String cause, String state, String user) {
    static Topic of(PackageEvent e) {
      var cause = e.takenDown() ? TAKE_DOWN : e.cause();
      return new Topic(e.repository(), e.format(), e.spelling(), cause, e.state(), e.user());
    }
  }

  private PackageNews() {}

  /** What is to be said of events. */
  public static List<News> of(List<PackageEvent> events) {
    var topics =
        events.stream()
            .collect(Collectors.groupingBy(Topic::of, LinkedHashMap::new, Collectors.toList()));
    var news = new ArrayList<News>();
    var rest = new TreeMap<String, List<PackageEvent>>();
    topics.forEach(
        (topic, of) -> {
          if (news.size() < MOST) {
            news.add(one(topic, of));
          } else {
            rest.computeIfAbsent(topic.repository(), _ -> new ArrayList<>()).addAll(of);
          }
        });
    rest.forEach((repository, of) -> news.add(summary(repository, of)));
    return news;
  }

  private static News one(Topic topic, List<PackageEvent> events) {
    var versions =
        events.stream().map(PackageEvent::version).filter(v -> !v.isEmpty()).distinct().toList();
    var shown = String.join(", ", versions.subList(0, Math.min(MOST_VERSIONS, versions.size())));
    var more = versions.size() - MOST_VERSIONS;
    return new News(
        topic.repository(),
        type(topic.cause()),
        reason(topic.cause()),
        topic.format()
            + " "
            + topic.name()
            + (shown.isEmpty() ? "" : " " + shown)
            + (more > 0 ? " and " + more + " more" : "")
            + ": "
            + what(topic)
            + (topic.user().isEmpty() ? " by the package server itself" : " by " + topic.user()),
        identity(events));
  }

  private static News summary(String repository, List<PackageEvent> events) {
    Map<String, Long> counts =
        events.stream()
            .collect(
                Collectors.groupingBy(PackageEvent::cause, TreeMap::new, Collectors.counting()));
    return new News(
        repository,
        events.stream().anyMatch(e -> type(e.cause()) == EventType.Warning)
            ? EventType.Warning
            : EventType.Normal,
        "PackagesChanged",
        events.size()
            + " more changes at the same time: "
            + counts.entrySet().stream()
                .map(c -> c.getValue() + " " + c.getKey())
                .collect(Collectors.joining(", "))
            + "; GET /api/v1/events of the package server has each of them",
        identity(events));
  }

  private static String identity(List<PackageEvent> events) {
    return events.getFirst().id() + " " + events.getLast().id();
  }

  private static EventType type(String cause) {
    return WARNINGS.contains(cause) ? EventType.Warning : EventType.Normal;
  }

  private static String reason(String cause) {
    return switch (cause) {
      case "Publish" -> "PackagePublished";
      case "Ingest" -> "PackageIngested";
      case "Retain" -> "PackageRetained";
      case "Copy" -> "PackageCopied";
      case "Status" -> "PackageStatusChanged";
      case "Dispose" -> "PackageDisposed";
      case TAKE_DOWN -> "PackageTakenDown";
      case "Delete" -> "PackageDeleted";
      case "Metadata" -> "PackageDescribed";
      case "Tag" -> "PackageTagged";
      case "Origin" -> "PackageOriginChanged";
      case "Quarantine" -> "PackageQuarantined";
      case "Accept" -> "QuarantineAccepted";
      case "Discard" -> "QuarantineDiscarded";
      default -> "PackageChanged";
    };
  }

  private static String what(Topic topic) {
    return switch (topic.cause()) {
      case "Publish" -> "published (" + topic.state() + ")";
      case "Ingest" -> "taken in from outside";
      case "Retain" -> "kept from an upstream";
      case "Copy" -> "copied here";
      case "Status" -> "made " + topic.state();
      case "Dispose" -> "disposed of, its bytes are gone,";
      case TAKE_DOWN -> "taken down in the whole domain";
      case "Delete" -> "deleted";
      case "Metadata" -> "described anew";
      case "Tag" -> "tagged anew";
      case "Origin" -> "origin configuration set";
      case "Quarantine" -> "refused, other bytes than at first came when it was asked for";
      case "Accept" -> "bytes in quarantine accepted";
      case "Discard" -> "bytes in quarantine discarded";
      default -> "changed";
    };
  }
}
