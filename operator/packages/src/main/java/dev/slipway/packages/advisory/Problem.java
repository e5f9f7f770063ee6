package dev.slipway.packages.advisory;

/**
 * An entry of a file that was left out.
 *
 * @param entry name of the file in the archive, or number of the line or of the array's element
 */
public record Problem(String entry, String reason) {}
