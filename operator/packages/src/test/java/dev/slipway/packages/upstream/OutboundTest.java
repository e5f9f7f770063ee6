package dev.slipway.packages.upstream;

import static dev.slipway.packages.upstream.TestDocuments.PATH;
import static dev.slipway.testkit.upstream.ScriptedUpstream.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.MovingClock;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the server asks an upstream that is overloaded, broken, stuck or moved. */
final class OutboundTest {

  @RegisterExtension final TestDocuments documents = new TestDocuments();

  private final MovingClock clock = documents.clock();
  private ScriptedUpstream upstream;

  @BeforeEach
  void know() {
    upstream = documents.upstream();
  }

  @Test
  void whoAsksTooOftenWaitsAsLongAsHeIsTold() throws Exception {
    upstream.fails(status(429, "Retry-After", "30"));
    assertThatThrownBy(documents::find)
        .isInstanceOfSatisfying(
            UpstreamException.class,
            e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(30)));
    upstream.fails(null).has(PATH, "text/plain", "one");
    assertThatThrownBy(documents::find).hasMessageContaining("asked too often");
    assertThat(upstream.requests()).hasSize(1);
    clock.pass(Duration.ofSeconds(30));
    assertThat(documents.find()).contains("one");
  }

  @Test
  void anUpstreamThatKeepsFailingIsLeftAloneForAWhile() throws Exception {
    upstream.fails(status(500));
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(documents::find).isInstanceOf(UpstreamException.class);
    }
    assertThat(upstream.requests()).hasSize(Breaker.TOLERATED);
    upstream.fails(null).has(PATH, "text/plain", "one");
    clock.pass(Breaker.FIRST);
    assertThat(documents.find()).contains("one");
  }

  @Test
  void anAnswerThatStopsInTheMiddleBreaksOff() throws Exception {
    var never = new CountDownLatch(1);
    upstream.on(
        PATH,
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          never.await();
        });
    documents.open(Duration.ofMillis(300));
    assertThatThrownBy(documents::find)
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("nothing came for");
    upstream.has(PATH, "text/plain", "one");
    assertThat(documents.find()).contains("one");
    never.countDown();
  }

  @Test
  void anAnswerThatNeverBeginsBreaksOff() throws Exception {
    var never = new CountDownLatch(1);
    upstream.on(PATH, ScriptedUpstream.after(never, status(200)));
    documents.open(Duration.ofMillis(300));
    assertThatThrownBy(documents::find).isInstanceOf(UpstreamException.class);
    never.countDown();
  }

  @Test
  void redirectsAreFollowedAndCredentialsStay() throws Exception {
    try (var other = new ScriptedUpstream()) {
      other.has("/moved", "text/plain", "one");
      upstream.on(PATH, status(302, "Location", other.url() + "/moved"));
      assertThat(documents.find("Bearer secret")).contains("one");
      assertThat(upstream.requests().getFirst().header("Authorization")).isEqualTo("Bearer secret");
      assertThat(other.requests().getFirst().header("Authorization")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/list", "file:///etc/passwd", "gopher://127.0.0.1/", "http://[bad"})
  void redirectsThatLeadNowhere(String location) {
    upstream.on(PATH, status(302, "Location", location));
    assertThatThrownBy(documents::find).isInstanceOf(UpstreamException.class);
  }
}
