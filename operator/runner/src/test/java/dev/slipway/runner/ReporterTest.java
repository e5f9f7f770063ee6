package dev.slipway.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.v1alpha1.BuildDependencies;
import dev.slipway.api.v1alpha1.BuildState;
import dev.slipway.core.build.BuildOrder;
import dev.slipway.core.build.BuildReport;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReporterTest {

  private final ObjectMapper json = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(ints = {1, 5000})
  void theLastWordsOfAPodSayWhatWasKept(int variable) throws JsonProcessingException {
    var order =
        json.readValue(
            "{\"operatorUrl\": \"http://operator\", \"namespace\": \"n\", \"name\": \"app-42\"}",
            BuildOrder.class);
    var kept = new BuildDependencies(12, "sha256:" + "c".repeat(64), 4711L, null);
    var report =
        new BuildReport(
            7,
            BuildState.SUCCEEDED,
            null,
            null,
            Map.of("LONG", "x".repeat(variable)),
            null,
            null,
            null,
            kept,
            null);
    var words = new Reporter(order, Path.of("token")).brief(report);
    assertThat(words).hasSizeLessThanOrEqualTo(4096);
    assertThat(json.readValue(words, BuildReport.class).dependencies()).isEqualTo(kept);
  }
}
