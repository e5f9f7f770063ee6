package dev.slipway.packages.faults;

import dev.slipway.packages.Publication;
import dev.slipway.packages.store.Hashing;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Packages of all formats, each told from the others by a number. */
public final class Publisher {

  private static final int NAMES = 5;
  private static final String NAME = "tool";
  private static final String GENERIC = "generic";

  /** What is published, and by which requests. */
  public enum Kind {
    GENERIC,
    MAVEN,
    NPM,
    PYPI,
    CARGO,
    GO
  }

  private Publisher() {}

  /** A version of one of few packages, so that many are changed at once. */
  public record Item(Kind kind, int number) {

    private String name() {
      return NAME + number % NAMES;
    }

    private String version() {
      return "1." + number + ".0";
    }

    private String text() {
      return "content " + number + " " + "x".repeat(number % 3000);
    }

    private byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    private String url(String root) {
      return root + (kind == Kind.GENERIC ? GENERIC : kind.name().toLowerCase(Locale.ROOT)) + "/";
    }

    private String wheel() {
      return name() + "-" + version() + "-py3-none-any.whl";
    }

    private byte[] file() {
      return switch (kind) {
        case GENERIC, MAVEN -> utf8("PK" + text());
        case NPM -> Publication.tarball(name(), version(), text());
        case PYPI -> Publication.wheel(name(), version(), text());
        case CARGO -> Publication.crate(name(), version(), text());
        case GO -> Publication.module("example.org/" + name(), "v" + version(), text());
      };
    }

    private String pom() {
      return ("<project><groupId>org.example</groupId><artifactId>%s</artifactId>"
              + "<version>%s</version></project>")
          .formatted(name(), version());
    }

    private String metadata() {
      return ("<metadata><groupId>org.example</groupId><artifactId>%s</artifactId><versioning>"
              + "<versions><version>%s</version></versions></versioning></metadata>")
          .formatted(name(), version());
    }

    /** What its client sends, in order. */
    public List<HttpRequest> requests(String root) {
      var url = url(root);
      return switch (kind) {
        case GENERIC ->
            List.of(
                Publication.put(url + path() + "/first?unfinished=true", file()),
                Publication.put(url + path() + "/last", utf8(text())));
        case MAVEN -> maven(url);
        case NPM -> List.of(Publication.npm(url, name(), version(), file()));
        case PYPI -> List.of(Publication.pypi(url, name(), version(), wheel(), file()));
        case CARGO -> List.of(Publication.cargo(url, name(), version(), file()));
        case GO -> List.of(Publication.put(url + path() + ".zip", file()));
      };
    }

    private List<HttpRequest> maven(String url) {
      var requests = new ArrayList<HttpRequest>();
      var files = Map.of(".jar", file(), ".pom", utf8(pom()));
      for (var file : files.entrySet()) {
        var at = url + path() + file.getKey();
        requests.add(Publication.put(at, file.getValue()));
        requests.add(Publication.put(at + ".sha1", utf8(Hashing.of(file.getValue()).sha1())));
      }
      requests.add(
          Publication.put(url + "org/example/" + name() + "/maven-metadata.xml", utf8(metadata())));
      return requests;
    }

    /** Where its files are, up to what follows the version. */
    private String path() {
      return switch (kind) {
        case GENERIC -> "org/" + name() + "/" + version();
        case MAVEN -> "org/example/%1$s/%2$s/%1$s-%2$s".formatted(name(), version());
        case NPM -> name() + "/-/" + name() + "-" + version() + ".tgz";
        case PYPI -> "files/" + name() + "/" + version() + "/" + wheel();
        case CARGO -> "api/v1/crates/" + name() + "/" + version() + "/download";
        case GO -> "example.org/" + name() + "/@v/v" + version();
      };
    }

    /** Where its package's versions are read. */
    public HttpRequest listing(String root) {
      return Publication.get(
          url(root)
              + switch (kind) {
                case GENERIC -> "org/" + name() + "/";
                case MAVEN -> "org/example/" + name() + "/maven-metadata.xml";
                case NPM -> name();
                case PYPI -> "simple/" + name() + "/";
                case CARGO -> "to/ol/" + name();
                case GO -> "example.org/" + name() + "/@v/list";
              });
    }

    /** What the list says when it has this one, with the file's digest where lists have it. */
    public String listed() {
      return switch (kind) {
        case GENERIC -> "\"" + version() + "\"";
        case MAVEN -> "<version>" + version() + "</version>";
        case NPM -> Hashing.of(file()).sha1();
        case PYPI, CARGO -> Hashing.of(file()).sha256();
        case GO -> "v" + version() + "\n";
      };
    }

    /** Its files, by the requests that read them. */
    public Map<HttpRequest, byte[]> files(String root) {
      var at = url(root) + path();
      var files = new LinkedHashMap<HttpRequest, byte[]>();
      switch (kind) {
        case GENERIC -> {
          files.put(Publication.get(at + "/first"), file());
          files.put(Publication.get(at + "/last"), utf8(text()));
        }
        case MAVEN -> {
          files.put(Publication.get(at + ".jar"), file());
          files.put(Publication.get(at + ".pom"), utf8(pom()));
          files.put(Publication.get(at + ".jar.sha1"), utf8(Hashing.of(file()).sha1()));
        }
        case GO -> {
          files.put(Publication.get(at + ".zip"), file());
          files.put(Publication.get(at + ".mod"), utf8("module example.org/" + name() + "\n"));
        }
        default -> files.put(Publication.get(at), file());
      }
      return files;
    }
  }

  /** An item that is told from all others by its number. */
  public static Item item(Kind kind, int number) {
    return new Item(kind, number);
  }
}
