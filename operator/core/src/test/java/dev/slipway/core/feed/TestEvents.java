package dev.slipway.core.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Events as a package server tells them. */
public final class TestEvents {

  private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

  private TestEvents() {}

  /** A version of com.example:core that somebody published a second after the one before. */
  public static PackageEvent published(long number, String version) {
    return read(number, "e" + number, "maven", "com.example", "core", version, "Published");
  }

  /** A version of any package. */
  public static PackageEvent read(
      long number,
      String id,
      String format,
      String namespace,
      String name,
      String version,
      String state) {
    try {
      return PackageEvent.read(
          new ObjectMapper()
              .readTree(
                  """
                  {"version": "0", "id": "%s", "time": "%s",
                   "detail-type": "CodeArtifact Package Version State Change",
                   "detail": {"domainName": "default", "repositoryName": "libs", "packageFormat": "%s",
                    "packageNamespace": "%s", "packageName": "%s", "packageVersion": "%s",
                    "packageVersionState": "%s", "packageVersionRevision": "r",
                    "changes": {"assetsAdded": 1, "assetsRemoved": 0, "assetsUpdated": 0,
                     "metadataUpdated": true, "statusChanged": true},
                    "operationType": "Created", "eventDeduplicationId": "%s",
                    "cause": "Publish", "user": "system:serviceaccount:team:publisher",
                    "sequenceNumber": %d}}
                  """
                      .formatted(
                          id,
                          START.plusSeconds(number),
                          format,
                          namespace,
                          name,
                          version,
                          state,
                          id,
                          number)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same event with another course of things. */
  public static PackageEvent with(
      PackageEvent event, String cause, boolean statusChanged, int assetsChanged) {
    return new PackageEvent(
        event.number(),
        event.id(),
        event.time(),
        event.repository(),
        event.format(),
        event.namespace(),
        event.name(),
        event.version(),
        event.state(),
        event.operation(),
        statusChanged,
        assetsChanged,
        cause,
        event.user());
  }
}
