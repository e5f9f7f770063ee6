package dev.slipway.packages.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FailureTest {

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new IOException("No space left on device"), 507),
        Arguments.of(
            new IOException("x", new FileSystemException("/data/x", null, "Disk quota exceeded")),
            507),
        Arguments.of(new UncheckedIOException(new IOException("no space left on device")), 507),
        Arguments.of(new IOException("read", new TimeoutException("Idle timeout expired")), 408),
        Arguments.of(new IOException("broken"), 500),
        Arguments.of(new IllegalStateException(), 500));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void isAnsweredByItsCause(Throwable failure, int status) {
    assertThat(Failure.of(failure).status()).isEqualTo(status);
  }
}
