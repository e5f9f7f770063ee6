package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.v1alpha1.PackageFormat;
import dev.slipway.core.build.BuildOrder.PackageEndpoint;
import dev.slipway.packages.TestServer;
import dev.slipway.runner.clients.Endpoints;
import dev.slipway.runner.clients.Nuget;
import dev.slipway.testkit.Shell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * What dotnet is told of a repository, on laptops and in build pods, as far as that can be tried
 * without dotnet: its words are read by its rules, and its protocol is spoken with what they say.
 */
final class NuGetSettingsTest {

  private static final Path PAGE = Path.of("../docs/package-clients.md");

  /** Source: dotnet nuget add source, synopsis. */
  private static final Map<String, String> OPTIONS =
      Map.of("-n", "name", "--name", "name", "-u", "user", "-p", "password");

  private static final Set<String> SWITCHES =
      Set.of("--store-password-in-clear-text", "--allow-insecure-connections");

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder.resolve("store")).hosted("all");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Publishes a package and restores it. */
  private static void works(String index, String password) throws Exception {
    var client = new NuGetClient(index, password);
    assertThat(client.push(Nupkg.of("Demo", "1.0").bytes(), "any").statusCode()).isEqualTo(201);
    assertThat(client.restore("Demo", "1.0")).containsEntry("demo", "1.0.0");
  }

  /** The words of the page's command, as a shell makes them. */
  private List<String> words() throws IOException {
    var line =
        Files.readAllLines(PAGE).stream()
            .filter(l -> l.contains("`dotnet nuget add source"))
            .findFirst()
            .orElseThrow();
    var command = line.replaceFirst(".*?`(dotnet nuget add source[^`]*)`.*", "$1");
    var environment = Map.of("SERVER", server.url() + "/repositories/all", "TOKEN", "writer");
    return new Shell(folder, environment)
        .run("sh", "-ec", "dotnet() { printf '%s\\n' \"$@\"; }\n" + command)
        .lines()
        .toList();
  }

  @Test
  void theCommandForALaptopNamesASourceThatWorks() throws Exception {
    var words = words();
    assertThat(words.subList(0, 3)).containsExactly("nuget", "add", "source");
    var index = words.get(3);
    var said = new HashMap<String, String>();
    for (int i = 4; i < words.size(); i++) {
      var word = words.get(i);
      if (SWITCHES.contains(word)) {
        said.put(word, "");
      } else {
        assertThat(OPTIONS).containsKey(word);
        said.put(OPTIONS.get(word), words.get(++i));
      }
    }
    assertThat(said).as("passwords are only encrypted on Windows").containsKeys("user", "password");
    assertThat(said).containsKeys("name", "--store-password-in-clear-text");
    assertThat(index).startsWith("http://");
    assertThat(said)
        .as("NuGet 6.12 and newer refuse a source without TLS")
        .containsKey("--allow-insecure-connections");
    works(index, said.get("password"));
  }

  private static Element only(Document document, String tag) {
    var found = document.getElementsByTagName(tag);
    assertThat(found.getLength()).as(tag).isEqualTo(1);
    return (Element) found.item(0);
  }

  /** The values of the add elements below an element, by their keys. */
  private static Map<String, Element> added(Element parent) {
    var values = new HashMap<String, Element>();
    var found = parent.getElementsByTagName("add");
    for (int i = 0; i < found.getLength(); i++) {
      var add = (Element) found.item(i);
      values.put(add.getAttribute("key"), add);
    }
    return values;
  }

  private PackageEndpoint endpoint(String repository, boolean hosted) {
    return new PackageEndpoint(
        repository, hosted, Map.of(PackageFormat.nuget, server.url(repository, "nuget")));
  }

  private static Document written(PackageEndpoint... endpoints) throws Exception {
    var files = new Nuget().render(new Endpoints(List.of(endpoints)), "/slipway", "writer").files();
    assertThat(files).containsOnlyKeys("nuget.config");
    var text = files.get("nuget.config").getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text));
  }

  /** The password for a source; all that NuGet needs to use it has to be there. */
  private static String password(Document config, String key) {
    var credentials = only(config, key);
    assertThat(credentials.getParentNode().getNodeName()).isEqualTo("packageSourceCredentials");
    assertThat(added(credentials)).containsOnlyKeys("Username", "ClearTextPassword");
    return added(credentials).get("ClearTextPassword").getAttribute("value");
  }

  private static String pushedTo(Document config) {
    return added(only(config, "config")).get("defaultPushSource").getAttribute("value");
  }

  private static Map<String, Element> sources(Document config) {
    var sources = only(config, "packageSources");
    assertThat(sources.getElementsByTagName("clear").getLength()).isEqualTo(1);
    var added = added(sources);
    for (var source : added.values()) {
      assertThat(source.getAttribute("protocolVersion")).isEqualTo("3");
      assertThat(source.getAttribute("allowInsecureConnections")).isEqualTo("true");
    }
    return added;
  }

  @Test
  void theFileOfABuildPodNamesASourceThatWorks() throws Exception {
    var config = written(endpoint("all", true), endpoint("libs", true));
    assertThat(sources(config)).hasSize(1);
    var source = sources(config).entrySet().iterator().next();
    var index = source.getValue().getAttribute("value");
    assertThat(index).startsWith(server.url("all", "nuget"));
    assertThat(pushedTo(config)).isEqualTo(index);
    assertThat(config.getElementsByTagName("packageSourceMapping").getLength()).isZero();
    works(index, password(config, source.getKey()));
  }

  /** NuGet finds credentials for a push among sources; none but the first is to be read. */
  @Test
  void whereTheFirstIsAProxyPackagesGoToTheFirstThatIsNone() throws Exception {
    server.hosted("libs");
    var config = written(endpoint("all", false), endpoint("libs", true));
    var sources = sources(config);
    assertThat(sources).hasSize(2);
    var mapping = only(config, "packageSourceMapping").getElementsByTagName("packageSource");
    assertThat(mapping.getLength()).isEqualTo(1);
    var read = ((Element) mapping.item(0)).getAttribute("key");
    assertThat(sources.remove(read).getAttribute("value")).startsWith(server.url("all", "nuget"));
    var target = sources.entrySet().iterator().next();
    assertThat(pushedTo(config)).isEqualTo(target.getValue().getAttribute("value"));
    works(pushedTo(config), password(config, target.getKey()));
  }
}
