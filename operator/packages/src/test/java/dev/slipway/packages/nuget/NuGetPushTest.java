package dev.slipway.packages.nuget;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is taken of what is pushed, and from whom. */
final class NuGetPushTest extends HostedPackages {

  @Test
  void theSameBytesMayBePushedAgainAndOthersMayNot() throws IOException, InterruptedException {
    var bytes = Nupkg.of("Demo", "1.0").bytes();
    assertThat(writer.pushed(bytes)).isEqualTo(201);
    assertThat(writer.pushed(bytes)).isEqualTo(200);
    var other = writer.push(Nupkg.of("Demo", "1.0").has("lib/a.txt", "x").bytes(), null);
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.headers().firstValue("X-NuGet-Warning"))
        .hasValue(
            "demo.1.0.0.nupkg of version 1.0.0 is published with other content;"
                + " publish another version");
    assertThat(writer.download("Demo", "1.0.0")).isEqualTo(bytes);
  }

  @Test
  void aTokenMayStandInTheHeaderForKeys() throws IOException, InterruptedException {
    var bytes = Nupkg.of("Demo", "1.0").bytes();
    var anonymous = client(free, null);
    assertThat(anonymous.push(bytes, null).statusCode()).isEqualTo(401);
    assertThat(anonymous.push(bytes, "nonsense").statusCode()).isEqualTo(401);
    assertThat(anonymous.push(bytes, "reader").statusCode()).isEqualTo(403);
    assertThat(anonymous.push(bytes, "writer").statusCode()).isEqualTo(201);
    assertThat(client(base, "reader").push(bytes, "writer").statusCode())
        .as("who has said who he is is nobody else")
        .isEqualTo(403);
    assertThat(anonymous.restore("Demo", "1.0")).hasSize(1);
  }

  @Test
  void whoIsRefusedComesAgainAtOnceAndSucceeds() throws IOException, InterruptedException {
    var anonymous = client(free, null);
    for (int i = 0; i < 50; i++) {
      var bytes = Nupkg.of("Demo", "1.0." + i).has("lib/a", new byte[i << 12]).bytes();
      assertThat(anonymous.push(bytes, null).statusCode()).isEqualTo(401);
      assertThat(anonymous.push(bytes, "writer").statusCode()).isEqualTo(201);
    }
  }

  @Test
  void anIdThatLooksLikeOneOfTheDomainsOwnIsRefused() throws IOException, InterruptedException {
    push("Acme.Tool", "1.0");
    var refused = writer.push(Nupkg.of("Acme.Too1", "1.0").bytes(), null);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("X-NuGet-Warning").orElse(""))
        .contains("/nuget//acme.too1 looks like /nuget//acme.tool");
  }

  @Test
  void whatIsNoPackageIsRefusedAndNothingIsThere() throws IOException, InterruptedException {
    var refused = writer.push(Nupkg.of("Demo", "1.0").nuspec("x.txt").bytes(), null);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().firstValue("X-NuGet-Warning"))
        .hasValue("the package has no nuspec at its root");
    var raw =
        HttpRequest.newBuilder(URI.create(writer.resource("PackagePublish/2.0.0")))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(Nupkg.of("Demo", "1.0").bytes()));
    assertThat(writer.send(raw).statusCode()).as("no form").isEqualTo(400);
    assertThat(writer.versions("Demo")).isEmpty();
    assertThat(writer.get(writer.content("..%2f..%2fa", "1.0")).statusCode()).isEqualTo(404);
  }

  @Test
  void symbolsGoWithThePackage() throws IOException, InterruptedException {
    var type = "SymbolPackagePublish/4.9.0";
    var symbols =
        Nupkg.of("Demo", "1.0")
            .says("<packageTypes><packageType name=\"SymbolsPackage\"/></packageTypes>")
            .has("lib/demo.pdb", "x")
            .bytes();
    assertThat(writer.push(type, symbols, null).statusCode()).isEqualTo(404);
    push("Demo", "1.0");
    assertThat(writer.push(type, symbols, null).statusCode()).isEqualTo(201);
    assertThat(writer.push(type, symbols, null).statusCode()).isEqualTo(200);
    assertThat(writer.push(symbols, null).statusCode()).as("no package").isEqualTo(400);
    assertThat(writer.push(type, Nupkg.of("Demo", "1.0").bytes(), null).statusCode())
        .as("no symbols")
        .isEqualTo(400);
    var url = writer.resource(type) + "demo/1.0.0/demo.1.0.0.snupkg";
    assertThat(writer.get(url).body()).isEqualTo(symbols);
    assertThat(writer.restore("Demo", "1.0")).hasSize(1);
    assertThat(client(team, "reader").restore("Demo", "1.0")).hasSize(1);
  }

  @Test
  void writersOfOnePackageLoseNothing() throws Exception {
    var versions = IntStream.range(0, 8).mapToObj(i -> "1.0.0-p" + i).toList();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var tasks = new ArrayList<Callable<Integer>>();
      for (var version : versions) {
        var bytes = Nupkg.of("Demo", version).has("lib/big", new byte[5 << 20]).bytes();
        tasks.add(() -> writer.pushed(bytes));
      }
      for (var task : threads.invokeAll(tasks)) {
        assertThat(task.get()).isEqualTo(201);
      }
    }
    assertThat(writer.versions("Demo")).isEqualTo(versions);
    assertThat(writer.registration(NuGetClient.SEMVER2, "Demo").keySet())
        .containsExactlyElementsOf(versions);
  }

  @Test
  void ofWritersOfOneVersionOneSucceeds() throws Exception {
    var sent = IntStream.range(0, 6).mapToObj(i -> Nupkg.of("Demo", "1.0").has("lib/a", "" + i));
    var packages = sent.map(Nupkg::bytes).toList();
    var answers = new ArrayList<Integer>();
    try (var threads = Executors.newFixedThreadPool(6)) {
      var tasks = new ArrayList<Callable<Integer>>();
      packages.forEach(bytes -> tasks.add(() -> writer.pushed(bytes)));
      for (var task : threads.invokeAll(tasks)) {
        answers.add(task.get());
      }
    }
    assertThat(answers).containsOnlyOnce(201).containsOnly(201, 409);
    assertThat(writer.download("Demo", "1.0.0")).isEqualTo(packages.get(answers.indexOf(201)));
  }

  @Test
  void aVersionHasOneFormHoweverItIsWritten() throws IOException, InterruptedException {
    push("Demo", "1.00");
    assertThat(writer.versions("demo")).containsExactly("1.0.0");
    var others = Nupkg.of("DEMO", "1.0.0.0").bytes();
    assertThat(writer.pushed(others)).isEqualTo(409);
    assertThat(writer.pushed(Nupkg.of("demo", "1.0+5").bytes())).isEqualTo(409);
    for (var address : List.of("demo/1.0.0/demo.1.0.0", "Demo/1.00/Demo.1.00")) {
      var url = writer.resource("PackageBaseAddress/3.0.0") + address + ".nupkg";
      assertThat(writer.get(url).statusCode()).as(address).isEqualTo(200);
    }
    assertThat(writer.leaf(NuGetClient.PLAIN, "Demo", "1.0.0").at("/catalogEntry/id").asText())
        .isEqualTo("Demo");
  }
}
