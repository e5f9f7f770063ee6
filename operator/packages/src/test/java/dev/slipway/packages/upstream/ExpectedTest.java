package dev.slipway.packages.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.model.Digests;
import dev.slipway.packages.store.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ExpectedTest {

  private static final byte[] BYTES = "abc".getBytes(StandardCharsets.UTF_8);
  private static final Digests ABC = Hashing.of(BYTES);

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  @Test
  void integrityInAllItsForms() {
    assertThat(Expected.integrity("sha512-" + base64(ABC.sha512())).mismatch(ABC)).isEmpty();
    assertThat(Expected.integrity("sha1-" + base64(ABC.sha1())).mismatch(ABC)).isEmpty();
    assertThat(
            Expected.integrity(
                    " sha1-" + base64(ABC.sha1()) + "  sha512-" + base64(ABC.sha512()) + "?x ")
                .mismatch(ABC))
        .isEmpty();
    assertThat(Expected.integrity("sha512-" + base64(ABC.sha256())).mismatch(ABC))
        .get()
        .asString()
        .contains("SHA-512");
    assertThat(Expected.integrity("md4-xyz").isEmpty()).isTrue();
    assertThat(Expected.integrity("sha512-***").isEmpty()).isTrue();
  }

  @Test
  void hexadecimalDigitsInEitherCase() {
    assertThat(Expected.sha256(ABC.sha256().toUpperCase(Locale.ROOT)).mismatch(ABC)).isEmpty();
    assertThat(Expected.sha1("00").mismatch(ABC)).isPresent();
    assertThat(Expected.NOTHING.mismatch(ABC)).isEmpty();
  }
}
