package dev.muxwire.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaChangesTest {
  private static final List<String> BASELINE =
      List.of(
          "message a.v1.M",
          "field a.v1.M 1 name string",
          "field a.v1.M 2 size uint32",
          "reserved a.v1.M 9",
          "reserved a.v1.M gone",
          "enum a.v1.E",
          "value a.v1.E 0 E_UNSPECIFIED");

  @Test
  void sameSchema_hasNoChanges() {
    assertThat(SchemaChanges.between(BASELINE, BASELINE).isEmpty()).isTrue();
  }

  @Test
  void newElements_areAdditive() {
    SchemaChanges changes =
        changed(
            "",
            "",
            "field a.v1.M 3 more bytes",
            "message a.v1.N",
            "field a.v1.N 1 x uint32",
            "value a.v1.E 1 E_ONE");

    assertThat(changes.breaking()).isEmpty();
    assertThat(changes.additive()).hasSize(4);
  }

  @Test
  void deletedField_isBreaking() {
    assertThat(changed("field a.v1.M 2 size uint32", "").breaking())
        .containsExactly("deleted: field a.v1.M 2 size uint32");
  }

  @Test
  void deletedField_whoseNumberAndNameAreReserved_isAdditive() {
    SchemaChanges changes =
        changed("field a.v1.M 2 size uint32", "", "reserved a.v1.M 2", "reserved a.v1.M size");

    assertThat(changes.breaking()).isEmpty();
  }

  @Test
  void deletedField_whoseNumberAloneIsReserved_isBreaking() {
    assertThat(changed("field a.v1.M 2 size uint32", "", "reserved a.v1.M 2").breaking())
        .isNotEmpty();
  }

  @Test
  void changedType_isBreaking() {
    assertThat(changed("field a.v1.M 2 size uint32", "field a.v1.M 2 size uint64").breaking())
        .containsExactly("changed: field a.v1.M 2 size uint32 -> field a.v1.M 2 size uint64");
  }

  @Test
  void renamedField_isBreaking() {
    assertThat(changed("field a.v1.M 1 name string", "field a.v1.M 1 title string").breaking())
        .isNotEmpty();
  }

  @Test
  void movedField_isBreaking() {
    assertThat(changed("field a.v1.M 1 name string", "field a.v1.M 4 name string").breaking())
        .isNotEmpty();
  }

  @Test
  void reservedNumber_givenBack_isBreaking() {
    assertThat(changed("reserved a.v1.M 9", "").breaking()).isNotEmpty();
  }

  @Test
  void deletedMessage_isBreaking() {
    assertThat(changed("message a.v1.M", "").breaking()).isNotEmpty();
  }

  /** The baseline with one line replaced, and lines added. */
  private static SchemaChanges changed(String line, String replacement, String... added) {
    List<String> now = new java.util.ArrayList<>(BASELINE);
    now.remove(line);
    if (!replacement.isEmpty()) {
      now.add(replacement);
    }
    now.addAll(List.of(added));
    return SchemaChanges.between(BASELINE, now);
  }
}
