package dev.slipway.packages.threat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.packages.TestDomain;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that a gateway in front could take for another than the server does. */
final class SmugglingTest {

  private static final String PUT = "PUT /repositories/libs/generic/org/tool/1/a HTTP/1.1\r\n";
  private static final String TOKEN = "Authorization: Bearer writer\r\n";
  private static final String HOST = "Host: packages\r\n";
  private static final String HIDDEN =
      "GET /metrics HTTP/1.1\r\nHost: packages\r\nConnection: close\r\n\r\n";

  @RegisterExtension static final TestDomain DOMAIN = TestDomain.hosting("libs");

  private static Arguments wrong(String name, String text) {
    return Arguments.of(name, text);
  }

  static Stream<Arguments> requests() {
    var chunked = "Transfer-Encoding: chunked\r\n";
    return Stream.of(
        wrong(
            "both a length and chunks",
            PUT + HOST + TOKEN + "Content-Length: 4\r\n" + chunked + "\r\n0\r\n\r\n" + HIDDEN),
        wrong(
            "chunks and then a length",
            PUT + HOST + TOKEN + chunked + "Content-Length: 4\r\n\r\n0\r\n\r\n" + HIDDEN),
        wrong(
            "two lengths",
            PUT + HOST + TOKEN + "Content-Length: 0\r\nContent-Length: 4\r\n\r\n" + HIDDEN),
        wrong("a list of lengths", PUT + HOST + TOKEN + "Content-Length: 0, 4\r\n\r\n" + HIDDEN),
        wrong("a length with a sign", PUT + HOST + TOKEN + "Content-Length: +0\r\n\r\n" + HIDDEN),
        wrong("a negative length", PUT + HOST + TOKEN + "Content-Length: -1\r\n\r\n" + HIDDEN),
        wrong(
            "a chunk size that is no number",
            PUT + HOST + TOKEN + chunked + "\r\nxyz\r\n\r\n0\r\n\r\n" + HIDDEN),
        wrong(
            "a chunk size that overflows",
            PUT + HOST + TOKEN + chunked + "\r\nffffffffffffffff0\r\n\r\n0\r\n\r\n" + HIDDEN),
        wrong(
            "a negative chunk size",
            PUT + HOST + TOKEN + chunked + "\r\n-1\r\n\r\n0\r\n\r\n" + HIDDEN),
        wrong(
            "an unknown coding",
            PUT + HOST + TOKEN + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN),
        wrong(
            "chunks that are not last",
            PUT + HOST + TOKEN + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n" + HIDDEN),
        wrong(
            "a folded header",
            PUT + HOST + TOKEN + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + HIDDEN),
        wrong(
            "a space before the colon",
            PUT + HOST + TOKEN + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN),
        wrong("no host", PUT + TOKEN + "Content-Length: 0\r\n\r\n" + HIDDEN),
        wrong("two hosts", PUT + HOST + "Host: other\r\n" + TOKEN + "\r\n" + HIDDEN),
        wrong(
            "another host in the target",
            "GET http://other/healthz HTTP/1.1\r\n" + HOST + "\r\n" + HIDDEN),
        wrong("a NUL in a header", PUT + HOST + "X-A: a\0b\r\n" + TOKEN + "\r\n" + HIDDEN),
        wrong("a header without a colon", PUT + HOST + "Nonsense\r\n\r\n" + HIDDEN),
        wrong("a method that is none", "G@T /healthz HTTP/1.1\r\n" + HOST + "\r\n" + HIDDEN),
        wrong("a version that is none", "GET /healthz HTTP/9.9\r\n" + HOST + "\r\n" + HIDDEN),
        wrong("a tunnel", "CONNECT 10.0.0.1:443 HTTP/1.1\r\nHost: 10.0.0.1:443\r\n\r\n" + HIDDEN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void isRefusedAndWhatFollowsIsNoRequest(String name, String request) throws IOException {
    var answer = RawHttp.ask(DOMAIN.server().port(), request);
    assertThat(answer.status()).as(answer.text()).isBetween(400, 505);
    assertThat(answer.answers()).as(answer.text()).isEqualTo(1);
    assertThat(answer.text()).doesNotContain("slipway_packages_requests_total");
  }

  @Test
  void hugeHeadersAreRefusedWithoutBeingRead() throws IOException {
    var one = RawHttp.request("GET", "/healthz", "X-Long: " + "a".repeat(20_000));
    assertThat(RawHttp.ask(DOMAIN.server().port(), one).status()).isEqualTo(431);
    var many = new String[5000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "X-" + i + ": a";
    }
    var all = RawHttp.request("GET", "/healthz", many);
    assertThat(RawHttp.ask(DOMAIN.server().port(), all).status()).isEqualTo(431);
    var path = RawHttp.request("GET", "/" + "a".repeat(20_000));
    assertThat(RawHttp.ask(DOMAIN.server().port(), path).status()).isIn(414, 431);
  }

  @Test
  void whatIsInTheBodyIsNeverARequest() throws IOException {
    var body = HIDDEN + "x";
    var request =
        PUT.replace("/1/a", "/2/a")
            + HOST
            + TOKEN
            + "Connection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    var answer = RawHttp.ask(DOMAIN.server().port(), request);
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.answers()).isEqualTo(1);
  }

  @Test
  void theBodyOfARefusedRequestIsNoRequestEither() throws IOException {
    var answer =
        RawHttp.ask(
            DOMAIN.server().port(),
            PUT
                + HOST
                + "Connection: close\r\nContent-Length: "
                + HIDDEN.length()
                + "\r\n\r\n"
                + HIDDEN);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.answers()).as(answer.text()).isEqualTo(1);
  }
}
