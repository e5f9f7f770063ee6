package dev.slipway.packages.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.archive.TarReader.UnusableException;
import dev.slipway.packages.http.Door;
import dev.slipway.packages.http.Exchange;
import dev.slipway.packages.http.RequestPath;
import dev.slipway.packages.identity.Access;
import dev.slipway.packages.identity.Admission;
import dev.slipway.packages.upkeep.Care;
import dev.slipway.packages.upkeep.Finding;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What an administrator of a domain may ask for: {@code GET /archive} takes everything out, or one
 * {@code ?repository=}; {@code POST /archive} brings an archive in; {@code GET /archive/garbage}
 * and {@code GET /archive/retention} tell what would be removed, a line of JSON each; the first one
 * answers 501 where nothing is removed by itself.
 */
public final class ArchiveHandler implements Door {

  private static final String LINES = "application/x-ndjson";

  private final String domain;
  private final Access access;
  private final Care care;
  private final ObjectMapper json = new ObjectMapper();

  public ArchiveHandler(String domain, Access access, Care care) {
    this.domain = domain;
    this.access = access;
    this.care = care;
  }

  @Override
  public void answer(RequestPath path, Exchange exchange) throws IOException {
    var caller = access.caller(exchange.header(HttpHeader.AUTHORIZATION));
    var verb = "GET".equals(exchange.method()) ? "get" : "update";
    if (!Admission.admitted(
        caller, exchange, Exchange::answer, c -> access.mayAdminister(c, verb, domain))) {
      return;
    }
    switch (exchange.method() + " " + path.below(1).segments().getFirst()) {
      case "GET " -> out(exchange);
      case "POST " -> in(exchange);
      case "GET garbage" -> {
        if (care.problem().isPresent()) {
          exchange.answer(501, care.problem().get());
        } else {
          tell(exchange, care::garbage);
        }
      }
      case "GET retention" -> tell(exchange, care::retention);
      default ->
          exchange.answer(
              404,
              "write GET /archive, POST /archive, GET /archive/garbage or GET /archive/retention");
    }
  }

  private void out(Exchange exchange) throws IOException {
    var wanted = exchange.query("repository");
    var all = care.manifests().repositories();
    if (wanted != null && !all.contains(wanted)) {
      exchange.answer(404, "repository " + wanted + " has no packages");
      return;
    }
    Collection<String> repositories = wanted == null ? all : List.of(wanted);
    exchange.set("Content-Type", "application/x-tar");
    exchange.set("Content-Disposition", "attachment; filename=\"" + domain + ".tar\"");
    // Left open when it fails, so that the client sees an answer that breaks off.
    var out = new BufferedOutputStream(exchange.begin(200, -1), 1 << 16);
    new Export(domain, care.manifests(), care.blobs()).write(repositories, out);
    out.close();
  }

  private void in(Exchange exchange) throws IOException {
    var reading =
        new Import(care.manifests(), care.blobs(), care.limits().largestAsset(), care.room());
    try {
      exchange.json(200, json.writeValueAsBytes(reading.read(exchange.archive())));
    } catch (UnusableException e) {
      exchange.answer(400, e.getMessage() + "; no package was changed");
    } catch (Import.FullException e) {
      exchange.answer(507, e.getMessage());
    }
  }

  /** Something that tells what it would do. */
  private interface Job {
    void run(Finding.Listener listener) throws IOException;
  }

  private void tell(Exchange exchange, Job job) throws IOException {
    exchange.set("Content-Type", LINES);
    try (var out = new BufferedOutputStream(exchange.begin(200, -1))) {
      job.run(
          finding -> {
            out.write(json.writeValueAsBytes(finding));
            out.write('\n');
          });
    }
  }
}
