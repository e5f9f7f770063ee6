package dev.slipway.packages.npm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.packages.advisory.Advisories;
import dev.slipway.packages.advisory.AdvisoryIndex;
import dev.slipway.packages.advisory.Affected;
import dev.slipway.packages.advisory.Ecosystem;
import dev.slipway.packages.http.BoundedBody;
import dev.slipway.packages.http.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * Answers what is known to be wrong with the packages of a project, from the domain's own
 * advisories alone: nothing is asked outside. Source: npm registry API, audit; npm 8 to 11, pnpm
 * and Yarn send it with every audit, npm also with every install.
 */
final class NpmAudit {

  private static final int LARGEST_BODY = 16 << 20;
  private static final int MOST_VERSIONS = 1000;

  /** Names of fields are names of packages here, which nobody need remember. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final Advisories advisories;

  NpmAudit(Advisories advisories) {
    this.advisories = advisories;
  }

  /** Names and versions come, and what is wrong with which name goes. */
  void bulk(Exchange exchange) throws IOException, InterruptedException {
    answer(exchange, Map.of(), (index, parser) -> bulk(index, parser, exchange.root()));
  }

  /** A whole tree comes, and goes with it where in the tree each weakness is. */
  void tree(Exchange exchange) throws IOException, InterruptedException {
    answer(
        exchange,
        new AuditReport(exchange.root()).answer(List.of()),
        (index, parser) -> new AuditReport(exchange.root()).of(index, AuditTree.read(parser)));
  }

  private interface Reader {
    Object read(AdvisoryIndex index, JsonParser parser) throws IOException;
  }

  private void answer(Exchange exchange, Object nothing, Reader reader)
      throws IOException, InterruptedException {
    try {
      var index = advisories.index();
      if (index.isEmpty(Ecosystem.NPM)) {
        exchange.body().readNBytes(LARGEST_BODY);
        NpmAnswers.json(exchange, nothing);
        return;
      }
      try (var body = BoundedBody.of(exchange, LARGEST_BODY);
          var parser = JSON.createParser(body)) {
        NpmAnswers.json(exchange, reader.read(index, parser));
      }
    } catch (Advisories.StillReading e) {
      exchange.set("Retry-After", "5");
      NpmAnswers.error(exchange, 503, e.getMessage());
    } catch (BoundedBody.Refused e) {
      NpmAnswers.error(exchange, e.status(), e.getMessage());
    } catch (JsonProcessingException | ZipException e) {
      NpmAnswers.error(exchange, 400, "the body is no JSON that can be read");
    }
  }

  private static Map<String, List<Map<String, Object>>> bulk(
      AdvisoryIndex index, JsonParser parser, String base) throws IOException {
    var answer = new LinkedHashMap<String, List<Map<String, Object>>>();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return answer;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      var known = index.find(Ecosystem.NPM, name);
      boolean list = parser.nextToken() == JsonToken.START_ARRAY;
      if (known.isEmpty() || !list) {
        parser.skipChildren();
        continue;
      }
      var versions = versions(parser);
      var found =
          known.stream()
              .filter(a -> versions.stream().anyMatch(a::contains))
              .map(a -> advisory(a, base))
              .toList();
      if (!found.isEmpty()) {
        answer.put(name, found);
      }
    }
    return answer;
  }

  private static List<String> versions(JsonParser parser) throws IOException {
    var versions = new ArrayList<String>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        versions.add(parser.getText());
      } else {
        parser.skipChildren();
      }
      if (versions.size() > MOST_VERSIONS) {
        throw new BoundedBody.Refused(
            413, "ask for at most " + MOST_VERSIONS + " versions of a package");
      }
    }
    return versions;
  }

  /** An advisory as it stands in answers to names and to trees alike. */
  static Map<String, Object> advisory(Affected affected, String base) {
    var advisory = affected.advisory();
    var answer = new LinkedHashMap<String, Object>();
    answer.put("id", advisory.number(affected.name()));
    answer.put("url", advisory.url(base));
    answer.put("title", advisory.title());
    answer.put("severity", advisory.severity().word());
    answer.put("vulnerable_versions", affected.npmRange());
    answer.put("cwe", advisory.cwes());
    var cvss = new LinkedHashMap<String, Object>();
    cvss.put("score", advisory.score());
    cvss.put("vectorString", advisory.vector().isEmpty() ? null : advisory.vector());
    answer.put("cvss", Collections.unmodifiableMap(cvss));
    return answer;
  }
}
