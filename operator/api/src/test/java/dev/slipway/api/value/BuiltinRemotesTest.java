package dev.slipway.api.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.api.v1alpha1.Remote;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuiltinRemotesTest {

  private static final Map<String, String> SETTINGS =
      BuiltinRemotes.settings(
          Map.of(
              "SLIPWAY_REMOTE_NPMJS", " http://npm ",
              "SLIPWAY_REMOTE_PYPI", " ",
              "SLIPWAY_REMOTE_OTHER", "http://other",
              "PATH", "/bin"));

  private static Remote remote(PackageFormat format, String builtin) {
    return new Remote(format, null, builtin, null, null, null);
  }

  @Test
  void onlyBuiltinsThatAreSetAreTakenFromTheEnvironment() {
    assertThat(SETTINGS).containsExactly(Map.entry("SLIPWAY_REMOTE_NPMJS", "http://npm"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "npm | public:npmjs | ''",
        "pypi | public:pypi | the operator does not know where public:pypi is; set its variable SLIPWAY_REMOTE_PYPI, or write remote.url",
        "maven | public:maven-central | set its variable SLIPWAY_REMOTE_MAVEN_CENTRAL",
        "pypi | public:npmjs | public:npmjs is of format npm, not pypi",
        "npm | public:ruby-gems-org | there is no public:ruby-gems-org",
      })
  void whatIsWrongWithABuiltin(PackageFormat format, String builtin, String problem) {
    var found = BuiltinRemotes.problem(remote(format, builtin), SETTINGS);
    if (problem.isEmpty()) {
      assertThat(found).isEmpty();
      assertThat(BuiltinRemotes.url(remote(format, builtin), SETTINGS)).contains("http://npm");
    } else {
      assertThat(found.orElseThrow()).startsWith("remote.builtin: ").contains(problem);
    }
  }

  @Test
  void anAddressOfOnesOwnNeedsNoSetting() {
    var own = new Remote(PackageFormat.npm, "http://own/", null, null, null, null);
    assertThat(BuiltinRemotes.problem(own, Map.of())).isEmpty();
    assertThat(BuiltinRemotes.url(own, Map.of())).contains("http://own/");
  }
}
