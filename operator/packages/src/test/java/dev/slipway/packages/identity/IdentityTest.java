package dev.slipway.packages.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.MovingClock;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of callers while an API server answers, and while it does not. */
final class IdentityTest {

  private static final String UNCHECKED = "slipway_packages_identity_unchecked_total";
  private static final int MOST = 10;
  private static final String ANSWERS = "slipway_packages_identity_api_answers";

  @TempDir Path folder;

  private final MovingClock clock = new MovingClock();
  private final CollectorRegistry registry = new CollectorRegistry();
  private FakeApiServer api;
  private OwnTokens own;
  private Identity identity;

  @BeforeEach
  void start() throws IOException {
    api = new FakeApiServer();
    own = OwnTokens.open(folder, FakeApiServer.AUDIENCE, clock);
    identity =
        new Identity(api.client(), "team", "default", FakeApiServer.AUDIENCE, own, clock, registry);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Optional<String> user(String token) {
    return identity.caller("Bearer " + token).map(Caller::user);
  }

  private void pass(String time) {
    clock.pass(Duration.parse(time));
  }

  @Test
  void aTokenIsAskedForOnceInTwoMinutes() {
    api.tokens.add("team/build.1");
    assertThat(user("team/build.1")).contains("system:serviceaccount:team:build");
    pass("PT1M59S");
    assertThat(user("team/build.1")).isPresent();
    assertThat(api.reviews).hasValue(1);
    pass("PT1S");
    assertThat(user("team/build.1")).isPresent();
    assertThat(api.reviews).hasValue(2);
  }

  @Test
  void theTokenOfADeletedPodIsRefusedAfterTwoMinutes() {
    api.tokens.add("team/build.1");
    assertThat(user("team/build.1")).isPresent();
    api.tokens.clear();
    pass("PT2M");
    assertThat(user("team/build.1")).isEmpty();
    api.tokens.add("team/build.1");
    pass("PT9S");
    assertThat(user("team/build.1")).as("a refusal is believed for ten seconds").isEmpty();
    pass("PT1S");
    assertThat(user("team/build.1")).isPresent();
  }

  @Test
  void aVerifiedTokenReadsForTenMinutesWithoutTheApiServer() {
    api.tokens.add("team/build.1");
    var caller = identity.caller("Bearer team/build.1").orElseThrow();
    api.down = true;
    pass("PT2M");
    assertThat(user("team/build.1")).isPresent();
    assertThat(identity.mayUse(caller, "get", "libs")).isTrue();
    assertThat(registry.getSampleValue(UNCHECKED)).isEqualTo(1);
    assertThat(registry.getSampleValue(ANSWERS)).isZero();
    pass("PT7M59S");
    assertThat(user("team/build.1")).isPresent();
    pass("PT1S");
    assertThatThrownBy(() -> user("team/build.1")).isInstanceOf(Unanswered.class);
    api.down = false;
    pass("PT3S");
    assertThat(user("team/build.1")).isPresent();
    assertThat(registry.getSampleValue(ANSWERS)).isEqualTo(1);
  }

  @Test
  void anUnknownTokenIsNotRefusedWhenNobodyCanSay() {
    api.down = true;
    assertThatThrownBy(() -> user("team/build.1")).isInstanceOf(Unanswered.class);
    assertThat(identity.caller(null)).isEmpty();
  }

  @Test
  void whileTheApiServerIsSilentNobodyWaitsForIt() {
    api.tokens.add("team/build.1");
    user("team/build.1");
    api.down = true;
    pass("PT3M");
    user("team/build.1");
    api.down = false;
    assertThat(user("team/build.1")).isPresent();
    assertThat(api.reviews).as("not asked within three seconds").hasValue(1);
    pass("PT3S");
    user("team/build.1");
    assertThat(api.reviews).hasValue(2);
  }

  @Test
  void aDecisionToReadOutlivesTheApiServerAndOneToWriteDoesNot() {
    api.tokens.add("other/reader.1");
    api.allowed.add("system:serviceaccount:other:reader get");
    api.allowed.add("system:serviceaccount:other:reader update");
    var caller = identity.caller("Bearer other/reader.1").orElseThrow();
    assertThat(identity.mayUse(caller, "get", "libs")).isTrue();
    assertThat(identity.mayUse(caller, "update", "libs")).isTrue();
    assertThat(identity.mayUse(caller, "delete", "libs")).isFalse();
    api.down = true;
    pass("PT29S");
    assertThat(identity.mayUse(caller, "update", "libs")).isTrue();
    pass("PT1S");
    assertThat(identity.mayUse(caller, "get", "libs")).isTrue();
    assertThatThrownBy(() -> identity.mayUse(caller, "update", "libs"))
        .isInstanceOf(Unanswered.class)
        .hasMessageContaining("other:reader");
    pass("PT9M30S");
    assertThatThrownBy(() -> identity.mayUse(caller, "get", "libs")).isInstanceOf(Unanswered.class);
  }

  @Test
  void manyWhoComeAtOnceAskOnce() throws Exception {
    api.tokens.add("team/build.1");
    api.gate = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var callers = new ArrayList<Future<Optional<String>>>();
      for (int i = 0; i < 50; i++) {
        callers.add(threads.submit(() -> user("team/build.1")));
      }
      api.gate.countDown();
      for (var caller : callers) {
        assertThat(caller.get()).isPresent();
      }
    }
    assertThat(api.reviews).hasValue(1);
  }

  private static String expiring(long seconds) {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    return encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8))
        + "."
        + encoder.encodeToString(("{\"exp\":" + seconds + "}").getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }

  @Test
  void noTokenIsBelievedBeyondItsEnd() {
    var token = expiring(clock.instant().plusSeconds(300).getEpochSecond());
    api.tokens.add(token);
    assertThat(user(token)).isPresent();
    api.down = true;
    pass("PT4M59S");
    assertThat(user(token)).isPresent();
    pass("PT1S");
    assertThat(user(token)).isEmpty();
    assertThat(user(expiring(1))).as("one that is over needs no question").isEmpty();
    assertThat(api.reviews).hasValue(1);
  }

  /** Whoever sends rubbish drives no known token out. */
  @Test
  void strangersTakeNoRoomOfTheKnown() {
    api.tokens.add("team/build.1");
    user("team/build.1");
    for (int i = 0; i < 3 * MOST; i++) {
      assertThat(user("team/stranger." + i)).isEmpty();
    }
    assertThat(user("x".repeat(20_000))).isEmpty();
    assertThat(user("team/build.1")).isPresent();
    assertThat(api.reviews).hasValue(1 + 3 * MOST);
  }

  @Test
  void tokensOfItsOwnNeedNoApiServer() {
    api.down = true;
    var caller = Caller.account("team", "ci");
    var token = own.issue(caller, Duration.ofHours(1)).token();
    assertThat(identity.caller("Bearer " + token)).contains(caller);
    var basic =
        Base64.getEncoder().encodeToString(("any:" + token).getBytes(StandardCharsets.UTF_8));
    assertThat(identity.caller("Basic " + basic)).contains(caller);
    assertThat(identity.mayUse(caller, "get", "libs")).isTrue();
  }

  @Test
  void theSameUserWithOtherGroupsIsAnother() {
    api.allowed.add("ann update");
    var ann = new Caller("ann", "", List.of("a"));
    assertThat(identity.mayUse(ann, "update", "libs")).isTrue();
    api.allowed.clear();
    assertThat(identity.mayUse(new Caller("ann", "", List.of("b")), "update", "libs")).isFalse();
    assertThat(api.decisions).hasValue(2);
  }
}
