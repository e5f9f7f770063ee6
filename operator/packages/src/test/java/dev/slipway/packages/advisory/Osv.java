package dev.slipway.packages.advisory;

/** Writes OSV entries for tests. */
public final class Osv {

  private Osv() {}

  /** An entry with one range of events, such as {@code {"introduced": "0"}}. */
  public static String entry(String id, String ecosystem, String name, String events) {
    return """
        {"schema_version": "1.7.0", "id": "%s", "modified": "2026-01-01T00:00:00Z",
         "aliases": ["CVE-2026-0001"], "summary": "Trouble in %s",
         "severity": [{"type": "CVSS_V3",
           "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}],
         "affected": [{"package": {"ecosystem": "%s", "name": "%s"},
           "ranges": [{"type": "SEMVER", "events": [%s]}]}],
         "database_specific": {"cwe_ids": ["CWE-400"], "severity": "HIGH"}}
        """
        .formatted(id, name, ecosystem, name, events)
        .replace("\n", " ");
  }
}
