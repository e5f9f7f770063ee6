package dev.slipway.packages.figures;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.testkit.Shell;
import dev.slipway.testkit.client.PythonClients;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/** A devpi server with one index, which stands for no other. */
final class Devpi extends OtherServer {

  /** The user that devpi makes itself. */
  private static final String ADMINISTRATOR = "root";

  private final HttpClient client = HttpClient.newHttpClient();

  Devpi(Path work) throws IOException, InterruptedException {
    super(work);
    var programs = PythonClients.install("devpi-server==6.20.3");
    var store = work.resolve("store").toString();
    new Shell(work, Map.of())
        .run(programs.resolve("devpi-init").toString(), "--serverdir", store, "--no-root-pypi");
    start(
        programs.resolve("devpi-server").toString(),
        "--serverdir",
        store,
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port()));
    var login =
        send("POST", "/+login", "{\"user\": \"" + ADMINISTRATOR + "\", \"password\": \"\"}", "");
    var password = new ObjectMapper().readTree(login).path("result").path("password").asText();
    send("PUT", index(), "{\"type\": \"stage\", \"bases\": []}", ADMINISTRATOR + ":" + password);
  }

  private String send(String method, String path, String body, String credentials)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(super.url() + path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!credentials.isEmpty()) {
      request.header(
          "X-Devpi-Auth",
          Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
    var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** Path of the index: it belongs to a user and has a name. */
  private static String index() {
    return "/" + ADMINISTRATOR + "/dev";
  }

  /** Address of the index, to which twine uploads. */
  @Override
  String url() {
    return super.url() + index() + "/";
  }
}
