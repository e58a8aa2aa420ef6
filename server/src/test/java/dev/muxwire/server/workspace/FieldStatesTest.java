package dev.muxwire.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.EntityKind;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.wire.EntityFields;
import dev.muxwire.wire.FieldKey;
import dev.muxwire.wire.ProtocolLimits;
import dev.muxwire.wire.ProtocolViolation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** An entity's fields are what a map of them would be, and weigh as much as they take encoded. */
final class FieldStatesTest {
  private static final int TAB = EntityKind.ENTITY_KIND_TAB_VALUE;

  @Property
  void mergedFields_areThoseOfTheMergedMap(
      @ForAll @Size(max = 12)
          Map<@IntRange(min = 1, max = 20) Integer, @IntRange(max = 9) Integer> old,
      @ForAll @Size(max = 12)
          Map<@IntRange(min = 1, max = 20) Integer, @IntRange(max = 9) Integer> changed) {
    SortedMap<FieldKey, FieldState> all = fields(old, 1);
    all.putAll(fields(changed, 2));
    FieldStates merged =
        FieldStates.of(new ChangeHead("tab-1", TAB, 7), fields(old, 1))
            .with(new ChangeHead("tab-1", TAB, 300), fields(changed, 2));
    assertThat(merged.size()).isEqualTo(all.size());
    assertThat(merged.length()).isEqualTo(sum(all.values()));
    int index = 0;
    for (Map.Entry<FieldKey, FieldState> field : all.entrySet()) {
      assertThat(merged.find(field.getKey())).isEqualTo(index);
      assertThat(merged.key(index)).isEqualTo(field.getKey());
      assertThat(merged.get(index)).isEqualTo(field.getValue());
      index++;
    }
  }

  @Test
  void wholeOfAnEntity_isTheChangeThatTellsIt() throws InvalidProtocolBufferException {
    EntityState created = EntityState.created("t-1", 7, tab("shell", 20));
    FieldKey attribute = FieldKey.attribute("k");
    EntityState patched = created.patched(300, tab("logs", 0), List.of(attribute));
    assertThat(patched.fields().size()).as("with a marker").isEqualTo(2);
    for (EntityState entity : List.of(created, patched)) {
      assertThat(EntityChange.parseFrom(entity.fields().whole()))
          .isEqualTo(
              EntityChange.newBuilder()
                  .setId("t-1")
                  .setRevision(entity.revision())
                  .setBody(entity.values(Filter.EVERY_FIELD).toBody())
                  .build());
    }
  }

  /** By number how long each is; one of length 0 is cleared. */
  private static SortedMap<FieldKey, FieldState> fields(
      Map<Integer, Integer> lengths, int revision) {
    SortedMap<FieldKey, FieldState> fields = new TreeMap<>();
    lengths.forEach(
        (number, length) -> {
          byte[] bytes = new byte[length];
          java.util.Arrays.fill(bytes, (byte) (10 * revision + number));
          ByteString raw = length == 0 ? null : ByteString.copyFrom(bytes);
          fields.put(FieldKey.of(number), new FieldState(raw, revision));
        });
    return fields;
  }

  private static int sum(Collection<FieldState> fields) {
    return fields.stream().mapToInt(FieldState::size).sum();
  }

  @Test
  void patch_isRefusedJustWhenTheEntityWouldBeTooLarge() {
    String text = "a".repeat(ProtocolLimits.ENTITY_BYTES / 2);
    EntityState tab = EntityState.created("t", 1, tab(text, 0));
    int most = mostAttributeBytes(text);
    assertThatCode(() -> EntityRules.checkPatch(tab, patch(tab("", most))))
        .doesNotThrowAnyException();
    EntityFields tooLarge = tab("", most + 1);
    assertThatThrownBy(() -> EntityRules.checkPatch(tab, patch(tooLarge)))
        .isInstanceOf(ProtocolViolation.class);
    FieldKey title = FieldKey.of(Tab.TITLE_FIELD_NUMBER);
    assertThatCode(() -> EntityRules.checkPatch(tab, patch(tooLarge, title)))
        .as("the title makes room")
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                EntityRules.checkPatch(
                    tab, patch(tab("", mostAttributeBytes("") + 1), title, title)))
        .as("but once")
        .isInstanceOf(ProtocolViolation.class);
    assertThatCode(() -> EntityRules.checkPatch(tab, patch(tooLarge, FieldKey.attribute("k"))))
        .as("what is set and cleared does not count")
        .doesNotThrowAnyException();
  }

  /** The longest attribute beside a title that an entity may have. */
  private static int mostAttributeBytes(String title) {
    int length = ProtocolLimits.ENTITY_BYTES - title.length();
    while (tab(title, length).encodedBytes() > ProtocolLimits.ENTITY_BYTES) {
      length--;
    }
    return length;
  }

  private static EntityFields tab(String title, int attributeBytes) {
    Tab.Builder tab = Tab.newBuilder();
    if (!title.isEmpty()) {
      tab.setTitle(title);
    }
    if (attributeBytes > 0) {
      tab.putAttributes("k", "v".repeat(attributeBytes));
    }
    EntityFields fields = EntityFields.split(EntityBody.newBuilder().setTab(tab).build());
    assertThat(fields.kind()).isEqualTo(TAB);
    return fields;
  }

  private static Batch.Patch patch(EntityFields fields, FieldKey... cleared) {
    return new Batch.Patch("t", fields, List.of(cleared));
  }
}
