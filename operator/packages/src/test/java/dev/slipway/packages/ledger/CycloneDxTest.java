package dev.slipway.packages.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Format;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CycloneDxTest {

  private static Pull pull(Format format, String namespace, String name, String asset) {
    return new Pull(
        "2026-01-01T00:00:00Z",
        "u",
        "build-1",
        "uid",
        "libs",
        format,
        namespace,
        name,
        "1.0",
        asset,
        "sha256:" + asset);
  }

  @Test
  void eachVersionStandsOnceWithItsFiles() {
    var bill = new CycloneDx();
    bill.add(pull(Format.maven, "com.example", "lib", "lib.jar"));
    bill.add(pull(Format.maven, "com.example", "lib", "lib.pom"));
    bill.add(pull(Format.maven, "com.example", "lib", "lib.jar"));
    bill.add(pull(Format.npm, "acme", "demo", "demo.tgz"));
    assertThat(bill.write("build-1", Instant.parse("2026-01-01T00:00:00Z")).toString())
        .isEqualTo(
            """
            {"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":\
            {"timestamp":"2026-01-01T00:00:00Z","component":\
            {"type":"application","name":"build-1"}},"components":[\
            {"type":"library","bom-ref":"pkg:maven/com.example/lib@1.0","group":"com.example",\
            "name":"lib","version":"1.0","purl":"pkg:maven/com.example/lib@1.0","components":[\
            {"type":"file","name":"lib.jar","hashes":[{"alg":"SHA-256","content":"lib.jar"}]},\
            {"type":"file","name":"lib.pom","hashes":[{"alg":"SHA-256","content":"lib.pom"}]}]},\
            {"type":"library","bom-ref":"pkg:npm/%40acme/demo@1.0","group":"@acme",\
            "name":"demo","version":"1.0","hashes":[{"alg":"SHA-256","content":"demo.tgz"}],\
            "purl":"pkg:npm/%40acme/demo@1.0"}]}\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "pypi, '', django, 1.0, pkg:pypi/django@1.0",
    "go, '', example.com/m/v2, v2.0.0+incompatible, pkg:golang/example.com/m/v2@v2.0.0%2Bincompatible",
    "generic, org, a b, 1, pkg:generic/org/a%20b@1",
  })
  void packagesOfEveryFormatHaveAnAddress(
      Format format, String namespace, String name, String version, String address) {
    assertThat(Purl.of(format, namespace, name, version)).isEqualTo(address);
  }
}
