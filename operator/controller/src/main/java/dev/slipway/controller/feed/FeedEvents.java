package dev.slipway.controller.feed;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/** Lets what follows package events be reconciled when there is something new for it. */
public final class FeedEvents {

  private FeedEvents() {}

  /**
   * The events of all owners of a kind.
   *
   * @param context of the controller of that kind
   */
  public static <R extends HasMetadata> EventSource<?, R> of(
      String kind, PackageFeeds feeds, EventSourceContext<R> context) {
    var source = new SimpleInboundEventSource<R>("packages");
    feeds.listen(
        kind,
        new PackageFeeds.Listener() {
          @Override
          public void changed(PackageFeeds.Owner owner) {
            source.propagateEvent(id(owner));
          }

          @Override
          public boolean exists(PackageFeeds.Owner owner) {
            return context.getPrimaryCache().get(id(owner)).isPresent();
          }
        });
    return source;
  }

  private static ResourceID id(PackageFeeds.Owner owner) {
    return new ResourceID(owner.name(), owner.namespace());
  }
}
