package dev.slipway.controller.git;

import java.util.Optional;

/**
 * How to reach a repository.
 *
 * @param certificates PEM certificates to trust in place of the system's
 */
public record GitAccess(
    String url, Optional<GitCredentials> credentials, Optional<String> certificates) {}
