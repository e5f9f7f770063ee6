package dev.slipway.packages.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.packages.MovingClock;
import dev.slipway.packages.Publication;
import dev.slipway.packages.TestServer;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.upstream.ScriptedUpstream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a file system that is, or becomes, read-only. Needs root to mount it. */
final class ReadOnlyTest {

  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Shell shell;

  @BeforeEach
  void start() {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root mounts a file system");
    shell = new Shell(folder, Map.of());
  }

  @AfterEach
  void stop() {
    client.close();
  }

  private void seal(Path place) {
    shell.run("mount", "--bind", place.toString(), place.toString());
    shell.run("mount", "-o", "remount,bind,ro", place.toString());
  }

  private void unseal(Path place) {
    shell.run("umount", "-l", place.toString());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theStartSaysWhatIsWrongAndWhere() throws IOException {
    var store = Files.createDirectory(folder.resolve("store"));
    seal(store);
    try {
      assertThatThrownBy(() -> new TestServer(store))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the store " + store + " cannot be written to")
          .hasMessageContaining("Read-only file system");
    } finally {
      unseal(store);
    }
  }

  @Test
  void whatIsThereIsReadNothingIsTakenAndItRecoversByItself() throws Exception {
    var store = Files.createDirectory(folder.resolve("store"));
    var clock = new MovingClock();
    try (var upstream = new ScriptedUpstream();
        var server = new TestServer(store, clock).hosted("libs")) {
      var subject = Subject.all().getFirst();
      subject.offer(upstream);
      server.remote("out", subject.format(), upstream.url());
      var out = server.url("out", subject.format().name());
      assertThat(send(Publication.get(out + subject.document())).statusCode()).isEqualTo(200);
      assertThat(send(Publication.get(out + subject.asset())).statusCode()).isEqualTo(200);
      for (int i = 0; i < Publisher.Kind.values().length; i++) {
        publish(server, i, 201);
      }
      seal(store.resolve("tmp"));
      try {
        clock.pass(Duration.ofMinutes(2));
        for (int i = 0; i < Publisher.Kind.values().length; i++) {
          publish(server, 100 + i, 503);
          read(server, i, true);
          read(server, 100 + i, false);
        }
        assertThat(send(Publication.get(out + subject.document())).statusCode()).isEqualTo(200);
        assertThat(send(Publication.get(out + subject.asset())).statusCode()).isEqualTo(200);
      } finally {
        unseal(store.resolve("tmp"));
      }
      for (int i = 0; i < Publisher.Kind.values().length; i++) {
        publish(server, 100 + i, 201);
        read(server, 100 + i, true);
      }
    }
  }

  private static String root(TestServer server) {
    return server.url("libs", "generic").replace("generic/", "");
  }

  private static Publisher.Item item(int number) {
    var kinds = Publisher.Kind.values();
    return Publisher.item(kinds[number % 100], number);
  }

  private void publish(TestServer server, int number, int status) throws Exception {
    for (var request : item(number).requests(root(server))) {
      var answer = send(request);
      if (status == 503) {
        assertThat(answer.statusCode()).as(item(number) + answer.body()).isEqualTo(503);
        assertThat(answer.body()).contains("can only be read");
        return;
      }
      assertThat(answer.statusCode()).as(item(number) + answer.body()).isIn(200, 201);
    }
  }

  private void read(TestServer server, int number, boolean there) throws Exception {
    for (var file : item(number).files(root(server)).keySet()) {
      assertThat(send(file).statusCode()).as(item(number).toString()).isEqualTo(there ? 200 : 404);
    }
  }
}
