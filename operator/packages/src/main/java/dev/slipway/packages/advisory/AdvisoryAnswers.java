package dev.slipway.packages.advisory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What people are told of advisories, as JSON. */
final class AdvisoryAnswers {

  private AdvisoryAnswers() {}

  static Map<String, Object> source(Source source) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("source", source.name());
    answer.put("digest", source.digest());
    answer.put("size", source.size());
    answer.put("uploadedAt", source.uploadedAt().toString());
    answer.put("advisories", source.content().advisories());
    answer.put("others", source.content().others());
    answer.put("bad", source.content().bad());
    answer.put("problems", source.content().problems());
    if (!source.problem().isEmpty()) {
      answer.put("problem", source.problem());
    }
    return answer;
  }

  static Map<String, Object> advisory(List<Affected> all, String base) {
    var answer = advisory(all.getFirst().advisory(), base);
    answer.put("affected", all.stream().map(AdvisoryAnswers::affected).toList());
    return answer;
  }

  private static Map<String, Object> advisory(Advisory advisory, String base) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("id", advisory.id());
    answer.put("aliases", advisory.aliases());
    answer.put("severity", advisory.severity().word());
    answer.put("title", advisory.title());
    answer.put("url", advisory.url(base));
    answer.put("cvss", advisory.vector());
    answer.put("score", advisory.score());
    answer.put("cwe", advisory.cwes());
    return answer;
  }

  private static Map<String, Object> affected(Affected affected) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("format", affected.ecosystem().format().name());
    answer.put("package", affected.name());
    answer.put("ranges", affected.spans().stream().map(Span::npm).toList());
    answer.put("versions", affected.versions());
    return answer;
  }

  static Map<String, Object> row(AffectedPackages.Row row, String base) {
    var affected = row.affected();
    var answer = new LinkedHashMap<String, Object>();
    answer.put("repository", row.repository());
    answer.put("format", row.name().format().name());
    answer.put("namespace", row.name().namespace());
    answer.put("package", row.name().name());
    answer.put("version", row.version());
    answer.put("advisory", affected.advisory().id());
    answer.put("severity", affected.advisory().severity().word());
    answer.put("title", affected.advisory().title());
    answer.put("url", affected.advisory().url(base));
    affected.fixed(row.version()).ifPresent(v -> answer.put("fixedIn", v));
    return answer;
  }
}
