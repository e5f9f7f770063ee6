package dev.slipway.core.build;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How an image request ended: with a digest, or with an error.
 *
 * @param id number of the request
 * @param digest sha256: and 64 hexadecimal digits
 * @param error the end of the engine's log
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ImageResult(int id, String digest, String error) {}
