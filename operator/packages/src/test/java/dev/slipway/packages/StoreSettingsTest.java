package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.store.Store;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoreSettingsTest {

  private static final Map<String, String> BUCKET =
      Map.of(
          "SLIPWAY_STORE_S3_BUCKET",
          "packages",
          "SLIPWAY_STORE_S3_ENDPOINT",
          "https://s3.example.com:9000/",
          "SLIPWAY_STORE_S3_PREFIX",
          "/team/a",
          "SLIPWAY_STORE_S3_ACCESS_KEY_ID",
          "id",
          "SLIPWAY_STORE_S3_SECRET_ACCESS_KEY",
          "secret");

  @Test
  void aVolumeWhereNothingIsSaid() {
    assertThat(StoreSettings.of(Map.of())).isEqualTo(new Store.Volume(Path.of("/data")));
    assertThat(StoreSettings.of(Map.of("SLIPWAY_STORE_DIR", "/x")))
        .isEqualTo(new Store.Volume(Path.of("/x")));
  }

  @Test
  void aBucket() {
    assertThat(StoreSettings.of(BUCKET))
        .isInstanceOfSatisfying(
            Store.S3.class,
            s3 -> {
              assertThat(s3.bucket().endpoint()).hasToString("https://s3.example.com:9000");
              assertThat(s3.bucket().region()).isEqualTo("us-east-1");
              assertThat(s3.prefix()).isEqualTo("team/a/");
              assertThat(s3.cacheBytes()).isEqualTo(10L << 30);
              assertThat(s3.toString()).doesNotContain("secret");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENDPOINT | '' | SLIPWAY_STORE_S3_ENDPOINT is not set; a bucket needs it",
        "ENDPOINT | s3.example.com | SLIPWAY_STORE_S3_ENDPOINT is 's3.example.com'; write scheme, host and port: https://s3.example.com",
        "ENDPOINT | https://h/path | SLIPWAY_STORE_S3_ENDPOINT is 'https://h/path'; write scheme, host and port: https://s3.example.com",
        "ACCESS_KEY_ID | '' | SLIPWAY_STORE_S3_ACCESS_KEY_ID is not set; a bucket needs it",
        "SECRET_ACCESS_KEY | ' ' | SLIPWAY_STORE_S3_SECRET_ACCESS_KEY is not set; a bucket needs it",
        "CACHE_BYTES | 10Gi | SLIPWAY_STORE_S3_CACHE_BYTES is '10Gi'; write a number of bytes",
      })
  void whatIsMissingOrWrongIsNamed(String name, String value, String message) {
    var environment = new HashMap<>(BUCKET);
    environment.put("SLIPWAY_STORE_S3_" + name, value);
    assertThatThrownBy(() -> StoreSettings.of(environment)).hasMessage(message);
  }
}
