package dev.slipway.packages.nuget;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.cache.Remembered;
import dev.slipway.packages.model.NuGetVersion;
import dev.slipway.packages.model.PackageName;
import dev.slipway.packages.model.Publishing.Description;
import dev.slipway.packages.store.Hashing;
import dev.slipway.packages.upstream.Documents;
import dev.slipway.packages.upstream.Documents.Document;
import dev.slipway.packages.upstream.Expected;
import dev.slipway.packages.upstream.External;
import dev.slipway.packages.upstream.ExternalRepository;
import dev.slipway.packages.upstream.Listing;
import dev.slipway.packages.upstream.UpstreamException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads NuGet V3 repositories outside. Only what they say of packages is taken from their
 * documents; where files are follows from the service index alone. Source: NuGet API.
 */
public final class NuGetExternal implements External {

  private static final String JSON_TYPE = "application/json";
  private static final long REMEMBERED_BYTES = 64 << 20;
  private static final long LARGEST = 16 << 20;
  private static final long LARGEST_ALL = 128 << 20;
  private static final int MOST_PAGES = 500;
  private static final int AT_ONCE = 8;

  /** What a repository says of a package. */
  private record Registration(Map<String, ExternalVersion> versions, Listing listing, long weight) {
    static final Registration NONE = new Registration(Map.of(), Listing.NONE, 0);
  }

  private final Documents documents;
  private final ObjectMapper json = new ObjectMapper();
  private final Remembered<Registration> remembered =
      new Remembered<>(REMEMBERED_BYTES, Registration::weight);
  private final ExecutorService threads =
      Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());

  public NuGetExternal(Documents documents) {
    this.documents = documents;
  }

  @Override
  public Listing listing(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    return registration(repository, name).listing();
  }

  /** The versions that the repository has, listed or not, by their normal form. */
  Map<String, ExternalVersion> versions(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    return registration(repository, name).versions();
  }

  @Override
  public Optional<Offer> offer(
      ExternalRepository repository, PackageName name, String version, String asset)
      throws IOException, InterruptedException {
    var known = versions(repository, name).get(version);
    if (known == null || !asset.equals(NuGetId.file(name, version, NuGetId.PACKAGE))) {
      return Optional.empty();
    }
    return Optional.of(
        new Offer(
            String.join("/", services(repository).packages(), name.name(), version, asset),
            new Expected(known.sha512(), null, null, null),
            known.published().equals(Instant.EPOCH) ? null : known.published(),
            known.details() == null ? null : Description.of(known.details().text())));
  }

  /** What a search outside answers; empty when the repository has no such service. */
  Optional<JsonNode> search(ExternalRepository repository, String query)
      throws IOException, InterruptedException {
    return asked(repository, services(repository).search(), query);
  }

  /** What autocompletion outside answers; empty when the repository has no such service. */
  Optional<JsonNode> autocomplete(ExternalRepository repository, String query)
      throws IOException, InterruptedException {
    return asked(repository, services(repository).autocomplete(), query);
  }

  private Optional<JsonNode> asked(ExternalRepository repository, String service, String query)
      throws IOException, InterruptedException {
    if (service == null) {
      return Optional.empty();
    }
    var document = documents.find(repository, service + "?" + query, JSON_TYPE);
    return document.isEmpty() ? Optional.empty() : Optional.of(tree(document.get(), service));
  }

  private UpstreamServices services(ExternalRepository repository)
      throws IOException, InterruptedException {
    var url = repository.url() + "/index.json";
    var document =
        documents
            .find(repository, url, JSON_TYPE)
            .orElseThrow(() -> new UpstreamException(url + " is not there"));
    return UpstreamServices.read(bytes(document, url), url);
  }

  private Registration registration(ExternalRepository repository, PackageName name)
      throws IOException, InterruptedException {
    var services = services(repository);
    if (services.registrations() == null) {
      return flat(repository, services.packages() + "/" + name.name() + "/index.json");
    }
    var url = services.registrations() + "/" + name.name() + "/index.json";
    var document = documents.find(repository, url, JSON_TYPE);
    if (document.isEmpty()) {
      return Registration.NONE;
    }
    var key = url + " " + document.get().digests().sha256();
    var known = remembered.get(key);
    if (known.isPresent()) {
      return known.get();
    }
    var index = tree(document.get(), url);
    if (!index.path("items").isArray()) {
      throw new UpstreamException(url + " answers with something that is no registration");
    }
    if (index.get("items").size() > MOST_PAGES) {
      throw new UpstreamException(url + " has more than " + MOST_PAGES + " pages");
    }
    var read = read(repository, name, index, document.get(), url);
    if (stamped(index)) {
      remembered.put(key, read);
    }
    return read;
  }

  /** Whether the index changes with each page that stands elsewhere. */
  private static boolean stamped(JsonNode index) {
    for (var page : index.path("items")) {
      if (!page.path("items").isArray() && !page.has("commitId") && !page.has("commitTimeStamp")) {
        return false;
      }
    }
    return true;
  }

  private Registration read(
      ExternalRepository repository,
      PackageName name,
      JsonNode index,
      Document document,
      String url)
      throws IOException, InterruptedException {
    var elsewhere = new ArrayList<Callable<Document>>();
    for (var page : index.get("items")) {
      if (!page.path("items").isArray()) {
        var at = UpstreamServices.address(url, page.path("@id").asText(""));
        elsewhere.add(() -> page(repository, at));
      }
    }
    var pages = all(elsewhere).iterator();
    var versions = new LinkedHashMap<String, ExternalVersion>();
    var stamp = new StringBuilder(document.digests().sha256());
    long sum = document.digests().size();
    for (var page : index.get("items")) {
      if (page.path("items").isArray()) {
        RegistrationReader.page(page, name, versions);
        continue;
      }
      var outside = pages.next();
      sum += outside.digests().size();
      if (sum > LARGEST_ALL) {
        throw new UpstreamException(url + " has pages of more than " + LARGEST_ALL + " bytes");
      }
      stamp.append(outside.digests().sha256());
      RegistrationReader.page(tree(outside, url), name, versions);
    }
    var listed = new LinkedHashMap<String, Instant>();
    versions.forEach((version, known) -> listed.put(version, known.published()));
    var digests = Hashing.of(stamp.toString().getBytes(StandardCharsets.UTF_8));
    var whole = new Document(digests, document.type(), document.file(), document.lastModified());
    return new Registration(versions, new Listing(listed, Map.of(), whole), sum);
  }

  private Document page(ExternalRepository repository, String url)
      throws IOException, InterruptedException {
    return documents
        .find(repository, url, JSON_TYPE)
        .orElseThrow(() -> new UpstreamException(url + " is not there, but an index names it"));
  }

  private <T> List<T> all(List<Callable<T>> tasks) throws IOException, InterruptedException {
    var results = new ArrayList<T>();
    for (Future<T> task : threads.invokeAll(tasks)) {
      try {
        results.add(task.get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof UpstreamException u
            ? u.again()
            : new IOException(e.getCause());
      }
    }
    return results;
  }

  /** Some repositories have files and no registrations. */
  private Registration flat(ExternalRepository repository, String url)
      throws IOException, InterruptedException {
    var document = documents.find(repository, url, JSON_TYPE);
    if (document.isEmpty()) {
      return Registration.NONE;
    }
    var versions = new LinkedHashMap<String, ExternalVersion>();
    var listed = new LinkedHashMap<String, Instant>();
    for (var text : tree(document.get(), url).path("versions")) {
      NuGetVersion.parse(text.asText())
          .ifPresent(
              version -> {
                versions.put(
                    version.normal(),
                    new ExternalVersion(version, null, true, Instant.EPOCH, null));
                listed.put(version.normal(), Instant.EPOCH);
              });
    }
    return new Registration(versions, new Listing(listed, Map.of(), document.get()), 0);
  }

  private JsonNode tree(Document document, String url) throws IOException {
    try {
      return json.readTree(bytes(document, url));
    } catch (JsonProcessingException e) {
      throw new UpstreamException(url + " answers with something that is no JSON");
    }
  }

  private static byte[] bytes(Document document, String url) throws IOException {
    if (document.digests().size() > LARGEST) {
      throw new UpstreamException(url + " has more than " + LARGEST + " bytes");
    }
    return document.bytes();
  }
}
