package dev.slipway.core.repository;

import dev.slipway.api.v1alpha1.Domain;
import dev.slipway.api.v1alpha1.DomainEventsState;
import dev.slipway.api.v1alpha1.DomainStatus;
import dev.slipway.core.feed.FeedSight;
import dev.slipway.core.feed.PackageNews;
import dev.slipway.core.feed.PackageRules;
import dev.slipway.core.plan.Action;
import dev.slipway.core.status.Times;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes Kubernetes Events of a domain's package events, at least once each, at most so many in a
 * time. Up to where is stored after they are written.
 */
final class DomainEvents {

  /** Longest time that a change waits to be said. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private final DomainObservation seen;
  private final FeedSight feed;
  private final Optional<DomainEventsState> old;
  private final Instant now;
  private final Instant next;

  DomainEvents(DomainObservation seen, Instant now) {
    this.seen = seen;
    this.now = now;
    this.feed = seen.feed();
    this.old = stored(seen.domain());
    this.next =
        old.map(DomainEventsState::time).map(t -> Times.parse(t).plus(PAUSE)).orElse(Instant.MIN);
  }

  /** What a domain's status says of its events. */
  static Optional<DomainEventsState> stored(Domain domain) {
    return Optional.ofNullable(domain.getStatus()).map(DomainStatus::events);
  }

  private boolean due() {
    return !feed.events().isEmpty() && !now.isBefore(next);
  }

  List<Action> actions() {
    var actions = new ArrayList<Action>();
    if (due()) {
      for (var news : PackageNews.of(feed.events())) {
        actions.add(
            new Action.EmitAbout(
                about(news.repository()),
                news.type(),
                news.reason(),
                news.message(),
                news.identity()));
      }
    }
    if (feed.missed() != null) {
      actions.add(new Action.Emit(Action.EventType.Warning, "PackageEventsMissed", feed.missed()));
    }
    return actions;
  }

  /** The repository, or the domain when it is gone. */
  private HasMetadata about(String repository) {
    return seen.repositories().stream()
        .filter(r -> r.getMetadata().getName().equals(repository))
        .map(HasMetadata.class::cast)
        .findFirst()
        .orElse(seen.domain());
  }

  /** What the status says after this pass; null when events are not followed. */
  DomainEventsState state() {
    if (PackageRules.of(seen.domain().getSpec()).isEmpty()) {
      return null;
    }
    var stored = old.map(DomainEventsState::position).orElse(null);
    return new DomainEventsState(
        feed.position(stored, due() ? feed.events().size() : 0),
        due() ? Times.format(now) : old.map(DomainEventsState::time).orElse(null),
        feed.missed() == null ? old.map(DomainEventsState::missed).orElse(null) : feed.missed(),
        feed.error());
  }

  /** When there is something to say that must wait. */
  Optional<Instant> deadline() {
    return feed.events().isEmpty() || due() ? Optional.empty() : Optional.of(next);
  }
}
