package dev.slipway.core.pipeline;

/**
 * What the poller last saw for a source action.
 *
 * @param commit null when it cannot be read
 * @param error null when all is well
 */
public record SourceHead(String commit, String error) {}
