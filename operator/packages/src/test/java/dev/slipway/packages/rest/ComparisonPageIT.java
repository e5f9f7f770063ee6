package dev.slipway.packages.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.testkit.client.PythonClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The page for those who come from CodeArtifact against the model of its API that AWS publishes
 * with its client for Python: neither has a name that the other has not.
 */
final class ComparisonPageIT {

  private static final Path PAGE = Path.of("../docs/coming-from-codeartifact.md");
  private static final String CLIENT = "botocore==1.44.8";
  private static final Pattern NAMED = Pattern.compile("`([^`]+)`");

  /** What the page says once for all calls. */
  private static final Set<String> REQUESTS =
      Set.of(
          "domain",
          "domainOwner",
          "repository",
          "format",
          "namespace",
          "package",
          "packageVersion",
          "maxResults",
          "nextToken");

  private static final Set<String> ANSWERS =
      Set.of("format", "namespace", "package", "version", "versionRevision", "nextToken");

  private static JsonNode model;
  private static String page;

  @BeforeAll
  static void read() throws IOException {
    var home = PythonClients.install(CLIENT).getParent();
    Path file;
    try (var files = Files.walk(home.resolve("lib"))) {
      file =
          files
              .filter(f -> f.endsWith("botocore/data/codeartifact/2018-09-22/service-2.json.gz"))
              .findFirst()
              .orElseThrow();
    }
    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
      model = new ObjectMapper().readTree(in);
    }
    page = Files.readString(PAGE);
  }

  /** The rows of the table below a heading, each as its cells. */
  private static List<List<String>> table(String heading) {
    var section = page.substring(page.indexOf("\n## " + heading + "\n") + heading.length() + 5);
    var end = section.indexOf("\n## ");
    return section
        .substring(0, end)
        .lines()
        .filter(line -> line.startsWith("| "))
        .skip(1)
        .map(line -> Arrays.stream(line.substring(2).split("\\|", -1)).map(String::strip).toList())
        .toList();
  }

  private static Set<String> named(String cell) {
    return NAMED
        .matcher(cell)
        .results()
        .map(m -> m.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(String cell) {
    return new TreeSet<>(Arrays.asList(cell.split(", ", -1)));
  }

  private static Set<String> members(String shape) {
    var members = new TreeSet<String>();
    model.at("/shapes/" + shape + "/members").fieldNames().forEachRemaining(members::add);
    return members;
  }

  private static Map<String, JsonNode> shapes(String kind) {
    var found = new TreeMap<String, JsonNode>();
    model
        .at("/shapes")
        .properties()
        .forEach(
            shape -> {
              if (kind.equals("enum")
                  ? shape.getValue().has("enum")
                  : shape.getValue().path("type").asText().equals(kind)) {
                found.put(shape.getKey(), shape.getValue());
              }
            });
    return found;
  }

  @Test
  void everyCallStandsThereWithEveryFieldOfItsRequestAndAnswer() {
    var calls = new TreeSet<String>();
    for (var row : table("Calls")) {
      var request = new TreeSet<String>();
      var answer = new TreeSet<String>();
      for (var call : names(row.getFirst())) {
        assertThat(calls.add(call)).as(call + " stands there once").isTrue();
        var operation = model.at("/operations/" + call);
        assertThat(operation.isMissingNode()).as(call + " is a call").isFalse();
        request.addAll(members(operation.at("/input/shape").asText()));
        answer.addAll(members(operation.at("/output/shape").asText()));
      }
      request.removeAll(REQUESTS);
      answer.removeAll(ANSWERS);
      assertThat(named(row.get(1))).as("request of " + row.getFirst()).isEqualTo(request);
      assertThat(named(row.get(2)).stream().filter(n -> !ANSWERS.contains(n)))
          .as("answer of " + row.getFirst())
          .containsExactlyInAnyOrderElementsOf(answer);
    }
    var operations = new TreeSet<String>();
    model.at("/operations").fieldNames().forEachRemaining(operations::add);
    assertThat(calls).isEqualTo(operations);
    assertThat(named(page)).containsAll(REQUESTS).containsAll(ANSWERS);
  }

  @Test
  void everyStructureStandsThereWithItsFields() {
    var expected = new TreeSet<String>();
    shapes("structure")
        .forEach(
            (name, shape) -> {
              if (!name.matches(".*(Request|Result)") && !shape.path("exception").asBoolean()) {
                expected.add(name);
              }
            });
    var found = new TreeSet<String>();
    for (var row : table("Structures")) {
      var fields = new TreeSet<String>();
      for (var structure : names(row.getFirst())) {
        found.add(structure);
        fields.addAll(members(structure));
      }
      assertThat(named(row.get(1))).as(row.getFirst()).isEqualTo(fields);
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void everyValueStandsThere() {
    var found = new TreeSet<String>();
    for (var row : table("Values")) {
      for (var name : names(row.getFirst())) {
        found.add(name);
        var values = new ArrayList<String>();
        model.at("/shapes/" + name + "/enum").forEach(v -> values.add(v.asText()));
        assertThat(named(row.get(1))).as(name).containsExactlyInAnyOrderElementsOf(values);
      }
    }
    assertThat(found).isEqualTo(shapes("enum").keySet());
  }

  @Test
  void everyErrorStandsThereAndIsWhatThisServerSays() {
    var found = new TreeSet<String>();
    for (var row : table("Errors")) {
      var code = row.getFirst();
      found.add(code);
      var shape = model.at("/shapes/" + code);
      int status = shape.at("/error/httpStatusCode").asInt();
      assertThat(row.get(1)).as(code).isEqualTo(Integer.toString(status));
      assertThat(named(row.get(2))).as(code).isEqualTo(members(code));
      var here = row.get(3).replaceFirst("[,;. ].*", "");
      if (here.matches("\\d+")) {
        assertThat(Problem.code(Integer.parseInt(here))).as(code).isEqualTo(code);
      }
    }
    var errors = new TreeSet<String>();
    shapes("structure")
        .forEach(
            (name, shape) -> {
              if (shape.path("exception").asBoolean()) {
                errors.add(name);
              }
            });
    assertThat(found).isEqualTo(errors);
  }
}
