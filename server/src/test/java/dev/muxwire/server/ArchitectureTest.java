package dev.muxwire.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The map of the server: data flows one way, and the core touches no network, disk, thread or
 * clock.
 */
@AnalyzeClasses(
    packages = "dev.muxwire.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule roomsImportOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("boot")
          .definedBy("..server.boot..")
          .layer("endpoint")
          .definedBy("..server.endpoint..")
          .layer("connection")
          .definedBy("..server.connection..")
          .layer("wire")
          .definedBy("..server.wire..")
          .layer("auth")
          .definedBy("..server.auth..")
          .layer("tokens")
          .definedBy("..server.tokens..")
          .layer("outbound")
          .definedBy("..server.outbound..")
          .layer("workspace")
          .definedBy("..server.workspace..")
          .layer("terminal")
          .definedBy("..server.terminal..")
          .layer("log")
          .definedBy("..server.log..")
          .layer("storage")
          .definedBy("..server.storage..")
          .layer("backup")
          .definedBy("..server.backup..")
          .layer("doctor")
          .definedBy("..server.doctor..")
          .layer("config")
          .definedBy("..server.config..")
          .layer("ops")
          .definedBy("..server.ops..")
          .whereLayer("boot")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("endpoint")
          .mayOnlyBeAccessedByLayers("boot")
          .whereLayer("connection")
          .mayOnlyBeAccessedByLayers("endpoint", "boot")
          .whereLayer("wire")
          .mayOnlyBeAccessedByLayers("connection")
          .whereLayer("auth")
          .mayOnlyBeAccessedByLayers("connection", "boot", "tokens")
          .whereLayer("tokens")
          .mayOnlyBeAccessedByLayers("boot", "doctor")
          .whereLayer("outbound")
          .mayOnlyBeAccessedByLayers("connection", "endpoint")
          .whereLayer("workspace")
          .mayOnlyBeAccessedByLayers("wire", "connection", "doctor", "boot")
          .whereLayer("terminal")
          .mayOnlyBeAccessedByLayers("connection", "doctor", "boot")
          .whereLayer("log")
          .mayOnlyBeAccessedByLayers("workspace", "terminal", "storage", "backup", "doctor", "boot")
          .whereLayer("storage")
          .mayOnlyBeAccessedByLayers("backup", "doctor", "boot")
          .whereLayer("backup")
          .mayOnlyBeAccessedByLayers("doctor", "boot")
          .whereLayer("doctor")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("ops")
          .mayOnlyBeAccessedByLayers("endpoint", "connection", "boot");

  @ArchTest
  static final ArchRule jettyLivesAtTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackages("..server.endpoint..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");

  @ArchTest
  static final ArchRule theStorageEngineLivesInStorage =
      noClasses()
          .that()
          .resideOutsideOfPackages("..server.storage..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..");

  @ArchTest
  static final ArchRule metricsLiveInOps =
      noClasses()
          .that()
          .resideOutsideOfPackages("..server.ops..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micrometer..");

  @ArchTest
  static final ArchRule theCoreDoesNoInputOrOutput =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..server.connection..",
              "..server.outbound..",
              "..server.workspace..",
              "..server.terminal..",
              "..server.wire..",
              "..server.log..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.Thread")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule nobodySleepsInTheCore =
      classes()
          .that()
          .resideInAnyPackage(
              "..server.connection..", "..server.workspace..", "..server.terminal..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages("java.util.concurrent.locks..");
}
