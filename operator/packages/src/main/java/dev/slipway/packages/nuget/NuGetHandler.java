package dev.slipway.packages.nuget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.http.DocumentAnswer;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.repository.Catalog;
import dev.slipway.packages.repository.Delivery;
import dev.slipway.packages.repository.FormatHandler;
import dev.slipway.packages.repository.Packages;
import dev.slipway.packages.repository.RenderedDocuments;
import dev.slipway.packages.repository.RepositoryView;
import dev.slipway.packages.store.BlobStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Speaks version 3 of NuGet's protocol. Source: NuGet API, overview. */
public final class NuGetHandler implements FormatHandler {

  private static final int LONGEST_WARNING = 500;

  private final NuGetPublishing publishing;
  private final FlatContainer files;
  private final Registrations registrations;
  private final NuGetSearch search;
  private final Vulnerabilities advisories;
  private final ObjectMapper json = new ObjectMapper();

  public NuGetHandler(
      Catalog catalog,
      Packages packages,
      NuGetExternal external,
      BlobStore blobs,
      RenderedDocuments documents,
      Vulnerabilities advisories,
      InstantSource clock) {
    this.advisories = advisories;
    var view = new NuGetView(catalog, external, blobs);
    var index = new SearchIndex(packages, view, clock);
    publishing = new NuGetPublishing(packages, blobs, index);
    files = new FlatContainer(packages, view, new Delivery(blobs));
    registrations = new Registrations(packages, view, documents, advisories);
    search = new NuGetSearch(catalog, packages, external, view, index);
  }

  /** An unlisted version can still be had, so it is a change and no removal. */
  @Override
  public String verb(String method, RequestPath path) {
    return switch (method) {
      case "GET", "HEAD" -> "get";
      case "PUT", "POST", "DELETE" -> "update";
      default -> null;
    };
  }

  @Override
  public Optional<String> keyHeader() {
    return Optional.of("X-NuGet-ApiKey");
  }

  /** Clients show people what stands in this header. Source: NuGet API, push, server warnings. */
  @Override
  public void refuse(Exchange exchange, int status, String message) throws IOException {
    var line = message.replaceAll("[^\\x20-\\x7e]", "?");
    exchange.set("X-NuGet-Warning", line.substring(0, Math.min(line.length(), LONGEST_WARNING)));
    exchange.answer(status, message);
  }

  @Override
  public void handle(RepositoryView view, RequestPath path, Exchange exchange)
      throws IOException, InterruptedException {
    var words = path.segments();
    // Clients write a slash after the address that they push to.
    var used = words.getLast().isEmpty() ? words.subList(0, words.size() - 1) : words;
    if (used.size() < 2 || !used.getFirst().equals("v3")) {
      refuse(exchange, 404, "the service index is at v3/index.json");
      return;
    }
    var rest = used.subList(1, used.size());
    if (exchange.method().equals("GET") || exchange.method().equals("HEAD")) {
      if (!read(view, rest, exchange)) {
        refuse(exchange, 404, String.join("/", rest) + " is not in repository " + view.name());
      }
    } else {
      write(view, rest, exchange);
    }
  }

  private boolean read(RepositoryView view, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    var below = words.subList(1, words.size());
    switch (words.getFirst()) {
      case "index.json" -> answer(exchange, ServiceIndex.write(exchange.base() + "/v3"));
      case "search" -> answer(exchange, search.find(view, exchange));
      case "autocomplete" -> answer(exchange, search.complete(view, exchange));
      case "vulnerabilities" -> {
        return vulnerabilities(below, exchange);
      }
      case "flat" -> {
        return !below.isEmpty() && files.answer(view, below, exchange);
      }
      case "symbols" -> {
        return !below.isEmpty() && files.symbols(view, below, exchange);
      }
      default -> {
        return ServiceIndex.REGISTRATIONS.containsKey(words.getFirst())
            && registrations.answer(view, words, exchange);
      }
    }
    return true;
  }

  private void answer(Exchange exchange, JsonNode document) throws IOException {
    exchange.json(200, json.writeValueAsBytes(document));
  }

  private boolean vulnerabilities(List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    if (words.equals(List.of("index.json"))) {
      answer(exchange, VulnerabilityDocuments.index(advisories, exchange.base() + "/v3"));
      return true;
    }
    if (words.equals(List.of("base.json"))) {
      new DocumentAnswer(exchange)
          .document(
              "application/json",
              json.writeValueAsBytes(VulnerabilityDocuments.page(advisories, exchange.base())),
              "\"" + VersionEntry.commit(advisories.updated().toString()) + "\"");
      return true;
    }
    return false;
  }

  private void write(RepositoryView view, List<String> words, Exchange exchange)
      throws IOException, InterruptedException {
    if (view.external() != null) {
      refuse(exchange, 405, "repository " + view.name() + " is a proxy; publish to a hosted one");
      return;
    }
    var what = exchange.method() + " " + words.getFirst() + " " + words.size();
    switch (what) {
      case "PUT package 1" -> answer(exchange, publishing.push(view, exchange));
      case "PUT symbols 1" -> answer(exchange, publishing.symbols(view, exchange));
      case "DELETE package 3" -> list(view, words, false, exchange);
      case "POST package 3" -> list(view, words, true, exchange);
      default -> refuse(exchange, 405, exchange.method() + " is not known here");
    }
  }

  private void list(RepositoryView view, List<String> words, boolean listed, Exchange exchange)
      throws IOException {
    var refused = publishing.list(view, words.get(1), words.get(2), listed);
    if (refused.isPresent()) {
      answer(exchange, refused.get());
    } else if (listed) {
      exchange.answer(200, "it is listed");
    } else {
      exchange.answer(204);
    }
  }

  private void answer(Exchange exchange, NuGetPublishing.Answer answer) throws IOException {
    if (answer.status() < 300) {
      exchange.answer(answer.status(), answer.message());
    } else {
      refuse(exchange, answer.status(), answer.message());
    }
  }
}
