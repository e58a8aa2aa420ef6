package dev.muxwire.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rooms of the host, and what they may know. */
class HostArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.muxwire.host");

  @Test
  void pseudoTerminals_knowNothingOfMuxwire() {
    noClasses()
        .that()
        .resideInAPackage("dev.muxwire.host.pty")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.muxwire.host", "dev.muxwire.client..", "dev.muxwire.proto..")
        .check(classes);
  }

  @Test
  void host_isAnOrdinaryUserOfTheSdk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.muxwire.client.internal..", "dev.muxwire.proto..", "dev.muxwire.server..")
        .check(classes);
  }

  @Test
  void nativeCalls_stayInThePtyRoom() {
    noClasses()
        .that()
        .resideInAPackage("dev.muxwire.host")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.pty4j..", "com.sun.jna..")
        .check(classes);
  }
}
