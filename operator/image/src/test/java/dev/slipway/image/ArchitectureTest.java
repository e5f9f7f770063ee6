package dev.slipway.image;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The walls between modules and packages. */
final class ArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.slipway");

  private static final String API = "dev.slipway.api..";
  private static final String VALUE = "dev.slipway.api.value..";
  private static final String CORE = "dev.slipway.core..";
  private static final String MODEL = "dev.slipway.packages.model..";
  private static final String CONTROLLER = "dev.slipway.controller..";
  private static final String RUNNER = "dev.slipway.runner..";
  private static final String PACKAGES = "dev.slipway.packages..";

  @Test
  void decisionsKnowNoClientNoFilesNoNetworkAndNoThreads() {
    noClasses()
        .that()
        .resideInAnyPackage(VALUE, CORE, MODEL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.fabric8.kubernetes.client..",
            "io.javaoperatorsdk..",
            "java.net..",
            "java.nio.file..",
            "java.nio.channels..",
            "java.util.concurrent..",
            "org.slf4j..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, Clock.class)
        .check(ALL);
  }

  @Test
  void decisionsAskForNoTime() {
    noClasses()
        .that()
        .resideInAnyPackage(VALUE, CORE, MODEL)
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(ALL);
  }

  @Test
  void theModulesThatRunDoNotKnowEachOther() {
    for (var module : new String[] {CONTROLLER, RUNNER, PACKAGES}) {
      classes()
          .that()
          .resideInAPackage(module)
          .should()
          .onlyAccessClassesThat()
          .resideInAnyPackage(
              module,
              CORE,
              API,
              "java..",
              "javax..",
              "com.sun.net.httpserver..",
              "com.fasterxml..",
              "io.fabric8..",
              "io.javaoperatorsdk..",
              "io.prometheus..",
              "org.apache.commons.compress..",
              "org.apache.maven..",
              "org.codehaus.plexus..",
              "org.eclipse..",
              "org.slf4j..")
          .check(ALL);
    }
  }

  @Test
  void thePackageServerKnowsOfTheOperatorOnlyItsResources() {
    noClasses()
        .that()
        .resideInAPackage(PACKAGES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CORE, "io.javaoperatorsdk..")
        .check(ALL);
  }

  @Test
  void resourcesKnowNoneOfThoseThatReadThem() {
    noClasses()
        .that()
        .resideInAPackage(API)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CORE, CONTROLLER, RUNNER, PACKAGES)
        .check(ALL);
  }

  @Test
  void packagesDoNotGoInCircles() {
    slices().matching("dev.slipway.(*).(*)..").should().beFreeOfCycles().check(ALL);
  }

  /** The licence stands once, in LICENSE; no source repeats it. */
  @Test
  void everySourceStartsWithItsPackage() throws IOException {
    var root = Path.of("").toAbsolutePath().getParent();
    try (var files = Files.walk(root)) {
      var sources =
          files
              .filter(f -> f.toString().endsWith(".java") && !f.toString().contains("/target/"))
              .toList();
      assertThat(sources)
          .hasSizeGreaterThan(100)
          .allSatisfy(f -> assertThat(Files.readString(f)).startsWith("package dev.slipway."));
    }
  }
}
