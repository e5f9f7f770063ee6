package dev.slipway.core.sync;

import dev.slipway.api.v1alpha1.GitSync;
import dev.slipway.core.pipeline.SourceHead;
import java.util.List;

/**
 * Everything that a sync's decisions rest on.
 *
 * @param head what was last seen of the branch; null before the first look
 * @param manifests the objects of the head's commit; null while they are being fetched
 * @param fetchProblem why they cannot be fetched; null when they can
 * @param rehearsal what the API server would refuse; null when it was not asked yet
 */
public record SyncObservation(
    GitSync sync,
    SourceHead head,
    Manifests manifests,
    String fetchProblem,
    List<String> rehearsal) {}
