package dev.muxwire.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The SDK's map: who may import whom, and what its signatures may say. */
@AnalyzeClasses(
    packages = "dev.muxwire.client",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule publicValuesKnowNothingInside =
      noClasses()
          .that()
          .resideInAPackage("dev.muxwire.client")
          .and()
          .doNotHaveSimpleName("MuxwireClient")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.muxwire.client.internal..",
              "dev.muxwire.client.spi..",
              "dev.muxwire.proto..",
              "dev.muxwire.wire..",
              "com.google..");

  @ArchTest
  static final ArchRule spiIsTheJdkAlone =
      classes()
          .that()
          .resideInAPackage("dev.muxwire.client.spi..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "dev.muxwire.client.spi..");

  @ArchTest
  static final ArchRule stateKnowsNoConnection =
      noClasses()
          .that()
          .resideInAPackage("..internal.state..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..internal.core..", "..internal.boot..", "..internal.transport..", "..spi..");

  @ArchTest
  static final ArchRule transportKnowsNoCore =
      classes()
          .that()
          .resideInAPackage("..internal.transport..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "..client.spi..", "..internal.transport..");

  @ArchTest
  static final ArchRule coreHasNoThreadClockOrSocket =
      noClasses()
          .that()
          .resideInAnyPackage("..internal.core..", "..internal.state..")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.(net\\.http|net\\.Socket|nio\\.channels|time\\.(Clock|Instant)).*"
                  + "|java\\.lang\\.Thread"
                  + "|java\\.util\\.concurrent\\.(.*ExecutorService|Executors|ThreadPool.*|locks.*)"
                  + "|java\\.util\\.(Timer|Random)|java\\.security\\.SecureRandom"
                  + "|dev\\.muxwire\\.time\\.SerialLoop"
                  + "|dev\\.muxwire\\.client\\.internal\\.(boot|transport)\\..*");

  @ArchTest
  static void publicSignaturesAreTheSdksOwn(JavaClasses classes) {
    List<String> foreign = new ArrayList<>();
    for (JavaClass javaClass : classes) {
      if (javaClass.getPackageName().equals("dev.muxwire.client")) {
        foreign.addAll(foreignTypes(javaClass.reflect()));
      }
    }
    assertThat(foreign).isEmpty();
  }

  private static List<String> foreignTypes(Class<?> type) {
    List<Executable> members = new ArrayList<>(Arrays.asList(type.getDeclaredMethods()));
    members.addAll(Arrays.asList(type.getDeclaredConstructors()));
    List<String> foreign = new ArrayList<>();
    for (Executable member : members) {
      boolean visible = Modifier.isPublic(member.getModifiers()) && !member.isSynthetic();
      List<Type> types = new ArrayList<>(Arrays.asList(member.getGenericParameterTypes()));
      if (member instanceof Method method) {
        types.add(method.getGenericReturnType());
      }
      types.stream()
          .map(Type::getTypeName)
          .filter(
              name ->
                  visible
                      && name.matches(
                          ".*(muxwire\\.(proto|wire|time)|muxwire\\.client\\.(spi|internal)|com\\.google|jetty).*"))
          .forEach(name -> foreign.add(member + " says " + name));
    }
    return foreign;
  }
}
