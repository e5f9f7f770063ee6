package dev.slipway.packages.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.archive.ZipDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OsvFileTest {

  private static final AdvisoryLimits LIMITS =
      new AdvisoryLimits(64 << 20, 16 << 20, 1000, 1 << 20, 64 << 20);
  private static final String ALL = "{\"introduced\": \"0\"}";

  @TempDir Path folder;

  private static String entry(int number) {
    return Osv.entry("A-" + number, "npm", "p" + number, ALL);
  }

  private Content read(byte[] bytes) throws IOException, UnusableFile {
    return OsvFile.read(Files.write(folder.resolve("file"), bytes), LIMITS);
  }

  private Content read(String text) throws IOException, UnusableFile {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Names and contents in turn. */
  private Path zip(String... files) throws IOException {
    var file = folder.resolve("zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < files.length; i += 2) {
        zip.putNextEntry(new ZipEntry(files[i]));
        zip.write(files[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  /** Text that cannot be packed well. */
  private static String noise(int length) {
    return new Random(1)
        .ints(length, 'a', 'z')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void aFileIsOneEntryOrAnArrayOrLines() throws Exception {
    assertThat(read(entry(1)).advisories()).isEqualTo(1);
    assertThat(read("\n {\n \"id\": \"A-1\",\n" + entry(1).substring(1)).advisories()).isEqualTo(1);
    assertThat(read(" [" + entry(1) + ",\n" + entry(2) + "]\n").advisories()).isEqualTo(2);
    assertThat(read("[]").advisories()).isZero();
    assertThat(read(entry(1) + "\r\n\n" + entry(2) + "\n").advisories()).isEqualTo(2);
  }

  @Test
  void aBadLineIsNotedAndTheOthersCount() throws Exception {
    var content = read(entry(1) + "\n{\"id\": oops}\n{}\n" + entry(2));
    assertThat(content.advisories()).isEqualTo(2);
    assertThat(content.bad()).isEqualTo(2);
    assertThat(content.problems().getFirst().entry()).isEqualTo("line 2");
    assertThat(content.problems().getFirst().reason()).startsWith("it is no JSON: ");
    assertThat(content.problems().getLast())
        .isEqualTo(new Problem("line 3", "its id is missing, or is no id"));
  }

  @Test
  void aBadFileOfAnArchiveIsNotedAndTheOthersCount() throws Exception {
    var file =
        zip(
            "a/A-1.json",
            entry(1),
            "A-2.json",
            "{",
            "A-3.json",
            entry(3) + "x",
            "README.txt",
            "nothing",
            "A-4.json",
            entry(4).replace("\"npm\"", "\"Debian\""),
            "A-5.json",
            "{\"x\": \"" + noise(2 << 20) + "\"}",
            "A-6.json",
            entry(6).replace("\"0\"", "\"never\""),
            "A-7.json",
            entry(7));
    var content = OsvFile.read(file, LIMITS.withMemory(1 << 20));
    assertThat(content.advisories()).isEqualTo(2);
    assertThat(content.others()).isEqualTo(1);
    assertThat(content.problems())
        .extracting(Problem::entry)
        .containsExactly("A-2.json", "A-3.json", "A-5.json", "A-6.json");
  }

  @Test
  void anArchiveWhoseFileIsDamagedGivesTheOthers() throws Exception {
    var file = zip("A-1.json", entry(1), "A-2.json", entry(2));
    var bytes = Files.readAllBytes(file);
    for (int i = 60; i < 120; i++) {
      bytes[i] ^= 0x55;
    }
    var content = read(bytes);
    assertThat(content.advisories()).isEqualTo(1);
    assertThat(content.problems().getFirst().entry()).isEqualTo("A-1.json");
  }

  @Test
  void aBombIsRefused() throws Exception {
    var file = zip("A-1.json", entry(1), "A-2.json", "[" + " ".repeat(4 << 20));
    assertThatThrownBy(() -> OsvFile.read(file, LIMITS))
        .isInstanceOf(UnusableFile.class)
        .hasMessage(
            "A-2.json in the archive unpacks to more than 200 times its size, as only a bomb does");
    var deep = "[".repeat(100_000);
    assertThatThrownBy(() -> read("[" + entry(1) + "," + deep))
        .isInstanceOf(UnusableFile.class)
        .hasMessageContaining("nesting depth");
  }

  /** The directory of an archive is in memory whole, so it is looked at before. */
  @Test
  void anArchiveWithAnEndlessDirectoryIsRefused() throws Exception {
    var end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(0, 0x06054b50).putInt(12, 100 << 20);
    var wide = ByteBuffer.allocate(56 + 20 + 22).order(ByteOrder.LITTLE_ENDIAN);
    wide.putInt(0, 0x06064b50).putLong(40, 1L << 40);
    wide.putInt(56, 0x07064b50).putLong(64, 4);
    wide.putInt(76, 0x06054b50).putInt(88, -1);
    for (var tail : List.of(end, wide)) {
      var bytes = ByteBuffer.allocate(4 + tail.capacity()).putInt(0x504b0304).put(tail).array();
      assertThatThrownBy(() -> read(bytes))
          .isInstanceOf(UnusableFile.class)
          .hasMessage("the archive has too many files");
    }
    assertThat(ZipDirectory.size(zip("A-1.json", entry(1)))).isBetween(46L, 100L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "hello",
        "\u001f\u008b",
        "PK",
        "{",
        "{}",
        "[{}]",
        "{\"id\": 1",
      })
  void aFileOfNothingThatCanBeUsedIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(UnusableFile.class);
  }

  @Test
  void anArrayThatBreaksOffIsRefusedForNobodyKnowsTheRest() {
    assertThatThrownBy(() -> read("[" + entry(1) + ", " + entry(2) + ", {\"id\": "))
        .isInstanceOf(UnusableFile.class)
        .hasMessageStartingWith("the array cannot be read behind its entry ");
    assertThatThrownBy(() -> read("[" + entry(1) + "] trailing")).isInstanceOf(UnusableFile.class);
  }

  @Test
  void limitsAreKept() {
    assertThatThrownBy(() -> read((entry(1) + "\n").repeat(1001)))
        .isInstanceOfSatisfying(UnusableFile.class, e -> assertThat(e.large()).isTrue())
        .hasMessageContaining("more than 1000 entries");
    assertThatThrownBy(() -> read("[{\"x\": [" + "1,".repeat(1 << 20) + "1]}]"))
        .isInstanceOfSatisfying(UnusableFile.class, e -> assertThat(e.large()).isTrue())
        .hasMessageContaining("entry 1 is larger");
    var file = folder.resolve("file");
    assertThatThrownBy(
            () -> {
              Files.writeString(file, (entry(1) + "\n").repeat(20));
              OsvFile.read(file, LIMITS.withMemory(5000));
            })
        .isInstanceOfSatisfying(UnusableFile.class, e -> assertThat(e.large()).isTrue())
        .hasMessageContaining("of memory that are left");
  }

  /** A line that is too long is bad itself, and what comes after it is read. */
  @Test
  void aLongLineIsPassedOver() throws Exception {
    var content = read(entry(1) + "\n{\"x\": [" + "1,".repeat(1 << 20) + "1]}\n" + entry(2));
    assertThat(content.advisories()).isEqualTo(2);
    assertThat(content.problems())
        .containsExactly(new Problem("line 2", "it is larger than 1048576 bytes"));
  }

  /** So that a hundred thousand take less than a hundred mebibytes. */
  @Test
  void anAdvisoryTakesLessThanAKibibyte() throws Exception {
    int many = 20_000;
    var file = folder.resolve("many");
    var template =
        Osv.entry(
            "GHSA-####-aaaa-bbbb",
            "npm",
            "package-####",
            "{\"introduced\": \"1.####.0\"}, {\"fixed\": \"1.####.1\"}");
    try (var out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < many; i++) {
        out.write(template.replace("####", Integer.toString(1000 + i)));
        out.write('\n');
      }
    }
    var limits = new AdvisoryLimits(1L << 30, 1L << 30, many, 1 << 20, 200L << 20);
    long before = used();
    var content = OsvFile.read(file, limits);
    var index = new AdvisoryIndex(List.of(content.affected()));
    long taken = used() - before;
    assertThat(index.find(Ecosystem.NPM, "package-7777")).hasSize(1);
    assertThat(taken / many).isLessThan(1024);
    assertThat(content.memory()).as("the estimate").isBetween(taken / 2, taken * 2);
  }

  private static long used() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
