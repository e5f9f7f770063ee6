package dev.slipway.packages.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.http.Rendered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Documents are made once for as long as they are true. */
final class RenderedDocumentsTest {

  private final RenderedDocuments documents = new RenderedDocuments();
  private final AtomicInteger made = new AtomicInteger();

  private static Rendered rendered(String text) {
    return Rendered.of("text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  private Rendered find(String truth) throws IOException, InterruptedException {
    return documents.find(
        "tool",
        truth,
        () -> {
          made.incrementAndGet();
          return rendered(truth);
        });
  }

  @Test
  void aDocumentIsMadeAnewWhenWhatItIsMadeOfHasChanged() throws Exception {
    var first = find("one");
    assertThat(find("one")).isSameAs(first);
    assertThat(find("two")).isNotSameAs(first);
    assertThat(made).hasValue(2);
  }

  @Test
  void manyWhoAskAtOnceHaveItMadeOnce() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    RenderedDocuments.Maker maker =
        () -> {
          made.incrementAndGet();
          begun.countDown();
          go.await();
          return rendered("one");
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<Rendered>>();
      all.add(threads.submit(() -> documents.find("tool", "one", maker)));
      begun.await();
      for (int i = 0; i < 20; i++) {
        all.add(threads.submit(() -> documents.find("tool", "one", maker)));
      }
      go.countDown();
      for (var one : all) {
        assertThat(one.get()).isSameAs(all.getFirst().get());
      }
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void aFailureIsForgotten() throws Exception {
    assertThatThrownBy(
            () ->
                documents.find(
                    "tool",
                    "one",
                    () -> {
                      throw new IOException("the disk is gone");
                    }))
        .hasMessage("the disk is gone");
    assertThat(find("one")).isNotNull();
    assertThat(made).hasValue(1);
  }
}
