package dev.slipway.controller.git;

import dev.slipway.controller.git.GitHeads.Follower;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.function.BiPredicate;

/** Lets what follows Git branches be reconciled when there is something new for it. */
public final class HeadEvents {

  private HeadEvents() {}

  /**
   * The events of all followers of a kind.
   *
   * @param context of the controller of that kind
   * @param follows whether a resource as it is now follows a part
   */
  public static <R extends HasMetadata> SimpleInboundEventSource<R> of(
      String kind, GitHeads heads, EventSourceContext<R> context, BiPredicate<R, String> follows) {
    var source = new SimpleInboundEventSource<R>("heads");
    heads.listen(
        kind,
        new GitHeads.Listener() {
          @Override
          public void changed(Follower follower) {
            source.propagateEvent(id(follower));
          }

          @Override
          public boolean exists(Follower follower) {
            return context
                .getPrimaryCache()
                .get(id(follower))
                .filter(r -> follows.test(r, follower.part()))
                .isPresent();
          }
        });
    return source;
  }

  private static ResourceID id(Follower follower) {
    return new ResourceID(follower.name(), follower.namespace());
  }
}
