package dev.slipway.core.build.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.BuildPhaseType;
import dev.slipway.core.build.spec.Buildspec.OnFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TransitionsTest {

  @ParameterizedTest
  @CsvSource({
    "DOWNLOAD_SOURCE, false, DEFAULT, INSTALL",
    "DOWNLOAD_SOURCE, true, CONTINUE, FINALIZING",
    "INSTALL, false, DEFAULT, PRE_BUILD",
    "INSTALL, true, DEFAULT, FINALIZING",
    "INSTALL, true, ABORT, FINALIZING",
    "INSTALL, true, CONTINUE, PRE_BUILD",
    "PRE_BUILD, false, ABORT, BUILD",
    "PRE_BUILD, true, DEFAULT, FINALIZING",
    "PRE_BUILD, true, CONTINUE, BUILD",
    "BUILD, false, DEFAULT, POST_BUILD",
    "BUILD, true, DEFAULT, POST_BUILD",
    "BUILD, true, CONTINUE, POST_BUILD",
    "BUILD, true, ABORT, UPLOAD_ARTIFACTS",
    "POST_BUILD, true, DEFAULT, UPLOAD_ARTIFACTS",
    "POST_BUILD, true, ABORT, UPLOAD_ARTIFACTS",
    "UPLOAD_ARTIFACTS, true, DEFAULT, FINALIZING",
    "FINALIZING, false, DEFAULT, COMPLETED"
  })
  void whatComesNext(
      BuildPhaseType ended, boolean failed, OnFailure onFailure, BuildPhaseType next) {
    assertThat(Transitions.next(ended, failed, onFailure)).isEqualTo(next);
  }
}
