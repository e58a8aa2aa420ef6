package dev.muxwire.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules that every file of the schema keeps. Each test lists all that break its rule. */
class SchemaStyleTest {
  private static final Pattern VERSIONED_PACKAGE = Pattern.compile("muxwire(\\.[a-z]+)*\\.v[1-9]");
  private static final Pattern LOWER_SNAKE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  private static final Pattern DECLARATION = Pattern.compile("\\s*(message|enum) (\\w+) \\{.*");
  private static final Set<String> UNITS = Set.of("bytes", "ms", "us");
  private static final Set<String> TIME_WORDS =
      Set.of("elapsed", "interval", "timeout", "delay", "grace", "duration", "at");
  private static final Set<JavaType> NUMBERS = Set.of(JavaType.INT, JavaType.LONG);

  @Test
  void everyFile_isCompiled() {
    assertThat(SchemaFiles.descriptors().stream().map(FileDescriptor::getFullName))
        .containsExactlyElementsOf(SchemaFiles.paths());
  }

  @Test
  void packages_areVersioned_andNameTheirFolder() {
    for (FileDescriptor file : SchemaFiles.descriptors()) {
      assertThat(file.getPackage()).matches(VERSIONED_PACKAGE);
      assertThat(file.getFullName()).startsWith(file.getPackage().replace('.', '/') + "/");
    }
  }

  @Test
  void files_haveNoServices() {
    assertThat(SchemaFiles.descriptors()).allMatch(file -> file.getServices().isEmpty());
  }

  @Test
  void enumValues_carryTheirEnumsName_andZeroIsUnspecified() {
    List<String> bad = new ArrayList<>();
    for (EnumDescriptor type : enums()) {
      String prefix = upperSnake(type.getName()) + "_";
      type.getValues().stream()
          .filter(value -> !value.getName().startsWith(prefix))
          .forEach(value -> bad.add(value.getFullName()));
      if (!type.findValueByNumber(0).getName().equals(prefix + "UNSPECIFIED")) {
        bad.add(type.getFullName() + ": 0 is not " + prefix + "UNSPECIFIED");
      }
    }
    assertThat(bad).isEmpty();
  }

  @Test
  void fields_areLowerSnakeCase() {
    assertThat(fields().map(FieldDescriptor::getFullName))
        .allSatisfy(
            name -> assertThat(name.substring(name.lastIndexOf('.') + 1)).matches(LOWER_SNAKE));
  }

  @Test
  void units_standLast() {
    assertThat(
            fields()
                .filter(
                    field -> {
                      List<String> words = words(field);
                      return words.subList(0, words.size() - 1).stream().anyMatch(UNITS::contains);
                    })
                .map(FieldDescriptor::getFullName))
        .isEmpty();
  }

  @Test
  void times_haveAUnit() {
    assertThat(
            fields()
                .filter(field -> NUMBERS.contains(field.getJavaType()))
                .filter(field -> words(field).stream().anyMatch(TIME_WORDS::contains))
                .filter(field -> !UNITS.contains(words(field).get(words(field).size() - 1)))
                .map(FieldDescriptor::getFullName))
        .isEmpty();
  }

  @Test
  void reservedNumbersAndNames_areNotUsed() {
    List<String> bad = new ArrayList<>();
    for (Descriptor message : messages()) {
      Set<String> reserved = new HashSet<>(message.toProto().getReservedNameList());
      message.getFields().stream()
          .filter(
              field ->
                  message.isReservedNumber(field.getNumber()) || reserved.contains(field.getName()))
          .forEach(field -> bad.add(field.getFullName()));
    }
    assertThat(bad).isEmpty();
  }

  @Test
  void messagesAndEnums_haveAComment() {
    List<String> bad = new ArrayList<>();
    for (String path : SchemaFiles.paths()) {
      List<String> lines = SchemaFiles.lines(path);
      for (int i = 0; i < lines.size(); i++) {
        boolean declares = DECLARATION.matcher(lines.get(i)).matches();
        if (declares && (i == 0 || !lines.get(i - 1).strip().startsWith("//"))) {
          bad.add(path + ":" + (i + 1) + " " + lines.get(i).strip());
        }
      }
    }
    assertThat(bad).isEmpty();
  }

  @Test
  void files_beginWithAComment() {
    assertThat(SchemaFiles.paths())
        .allSatisfy(path -> assertThat(SchemaFiles.lines(path).get(0)).startsWith("// "));
  }

  @Test
  void requirements_areNumberedFromOne_eachDefinedOnce() {
    Map<String, List<Integer>> numbers = new HashMap<>();
    for (String path : SchemaFiles.paths()) {
      for (String id : SchemaFiles.requirements(String.join("\n", SchemaFiles.lines(path)))) {
        int dash = id.lastIndexOf('-');
        numbers
            .computeIfAbsent(id.substring(1, dash), key -> new ArrayList<>())
            .add(Integer.parseInt(id.substring(dash + 1, id.length() - 1)));
      }
    }
    assertThat(numbers).isNotEmpty();
    numbers.forEach(
        (prefix, all) -> {
          assertThat(all).as(prefix).doesNotHaveDuplicates();
          assertThat(new TreeSet<>(all).last()).as(prefix).isEqualTo(all.size());
        });
  }

  private static List<Descriptor> messages() {
    return SchemaFiles.descriptors().stream()
        .flatMap(file -> file.getMessageTypes().stream())
        .flatMap(message -> Stream.concat(Stream.of(message), message.getNestedTypes().stream()))
        .filter(message -> !message.getOptions().getMapEntry())
        .toList();
  }

  private static List<EnumDescriptor> enums() {
    Stream<EnumDescriptor> nested =
        messages().stream().flatMap(message -> message.getEnumTypes().stream());
    Stream<EnumDescriptor> top =
        SchemaFiles.descriptors().stream().flatMap(file -> file.getEnumTypes().stream());
    return Stream.concat(top, nested).toList();
  }

  private static Stream<FieldDescriptor> fields() {
    return messages().stream().flatMap(message -> message.getFields().stream());
  }

  private static List<String> words(FieldDescriptor field) {
    return Arrays.asList(field.getName().split("_"));
  }

  private static String upperSnake(String camel) {
    return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }
}
