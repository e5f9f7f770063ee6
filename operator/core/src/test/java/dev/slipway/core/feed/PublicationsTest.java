package dev.slipway.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.api.v1alpha1.PackageTrigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PublicationsTest {

  private static final PackageTrigger ANY = new PackageTrigger("libs", null, null);

  @ParameterizedTest
  @CsvSource({
    // state, cause, status changed, assets changed, starts
    "Published,  Publish,  true,  1, true",
    "Published,  Publish,  true,  0, true",
    "Published,  Publish,  false, 1, false",
    "Unfinished, Publish,  true,  1, false",
    "Unlisted,   Publish,  true,  1, false",
    "Published,  Copy,     true,  3, true",
    "Published,  Copy,     false, 3, true",
    "Published,  Copy,     false, 0, false",
    "Published,  Status,   true,  0, true",
    "Archived,   Status,   true,  0, false",
    "Published,  Metadata, false, 0, false",
    "Published,  Ingest,   true,  1, false",
    "Published,  Retain,   true,  1, false",
    "Disposed,   Dispose,  true,  1, false",
    "Deleted,    Delete,   true,  1, false",
    "Published,  Unheard,  true,  1, false",
  })
  void anExecutionStartsWhenAVersionBecomesPublished(
      String state, String cause, boolean statusChanged, int assets, boolean starts) {
    var event = TestEvents.read(1, "e", "npm", "", "ms", "1.0.0", state);
    assertThat(Publications.starts(ANY, TestEvents.with(event, cause, statusChanged, assets)))
        .isEqualTo(starts);
  }

  @Test
  void aNewBuildOfASnapshotStartsOneThoughTheSnapshotWasPublishedBefore() {
    var first = TestEvents.published(1, "1.0-SNAPSHOT");
    assertThat(Publications.starts(ANY, first)).isTrue();
    assertThat(Publications.starts(ANY, TestEvents.with(first, "Publish", false, 1))).isTrue();
    assertThat(Publications.starts(ANY, TestEvents.with(first, "Metadata", false, 0))).isFalse();
    var release = TestEvents.with(TestEvents.published(2, "1.0"), "Publish", false, 1);
    assertThat(Publications.starts(ANY, release)).as("another classifier").isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // format and name of the trigger, format, namespace and name of the package
    "maven, com.example:core,   maven, com.example, core,      true",
    "maven, com.example:core,   maven, com.example, core-api,  false",
    "maven, com.example:*,      maven, com.example, core,      true",
    "maven, com.example:*,      maven, com.example.web, core,  false",
    "maven, com.example*,       maven, com.example.web, core,  true",
    "maven, *:core,             maven, org.other, core,        true",
    "maven, core,               maven, com.example, core,      false",
    "npm,   @acme/core,         npm,   acme, core,             true",
    "npm,   @acme/*,            npm,   acme, core,             true",
    "npm,   @acme/*,            npm,   acme-ui, core,          false",
    "npm,   core,               npm,   acme, core,             false",
    "npm,   core,               npm,   '', core,               true",
    "npm,   *,                  npm,   acme, core,             true",
    "pypi,  My_Package,         pypi,  '', my-package,         true",
    "pypi,  my.package*,        pypi,  '', my-package-x,       true",
    "nuget, Acme.Core,          nuget, '', acme.core,          true",
    "cargo, Serde_Json,         cargo, '', serde_json,         true",
    "go,    example.com/M/v2,   go,    '', example.com/M/v2,   true",
    "go,    example.com/m/v2,   go,    '', example.com/M/v2,   false",
    "generic, org/tool,         generic, org, tool,            true",
    "generic, org/t?ol,         generic, org, tool,            false",
    "generic, [a-z]*,           generic, org, tool,            false",
    "npm,   com.example:core,   maven, com.example, core,      false",
    "pypi,  'bü*',              pypi,  '', 'bücher',           true",
  })
  void namesAreWrittenAsTheirFormatWritesThem(
      PackageFormat format, String pattern, String of, String namespace, String name, boolean is) {
    var event = TestEvents.read(1, "e", of, namespace, name, "1", "Published");
    assertThat(Publications.starts(new PackageTrigger("libs", format, pattern), event))
        .isEqualTo(is);
  }

  @Test
  void anotherRepositoryStartsNothing() {
    assertThat(
            Publications.starts(
                new PackageTrigger("lib", null, null), TestEvents.published(1, "1")))
        .isFalse();
  }
}
