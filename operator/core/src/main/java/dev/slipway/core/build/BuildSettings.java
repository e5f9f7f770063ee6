package dev.slipway.core.build;

/**
 * The operator's settings for builds.
 *
 * @param image Slipway's own image
 * @param kanikoImage default image of the Kaniko engine
 * @param buildahImage default image of the Buildah engine
 * @param reportUrl address for reports, without a slash at the end
 */
public record BuildSettings(
    String image, String kanikoImage, String buildahImage, String reportUrl) {}
