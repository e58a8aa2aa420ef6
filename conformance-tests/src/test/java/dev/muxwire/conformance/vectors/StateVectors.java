package dev.muxwire.conformance.vectors;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.muxwire.conformance.server.StateModel;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.StateCursor;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.Subscribed;
import dev.muxwire.proto.v1.Tab;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a state stream brings, and the state that a client must have and show after each frame. */
final class StateVectors {
  private static final long EPOCH = 77;

  private StateVectors() {}

  static JsonArray make() {
    JsonArray vectors = new JsonArray();
    all().forEach((name, frames) -> vectors.add(json(name, frames)));
    return vectors;
  }

  private static JsonObject json(String name, List<Message> frames) {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    JsonArray steps = new JsonArray();
    StateModel model = new StateModel();
    for (Message frame : frames) {
      apply(model, frame);
      steps.add(step(frame, model));
    }
    json.add("steps", steps);
    return json;
  }

  static void apply(StateModel model, Message frame) {
    if (frame instanceof Subscribed subscribed) {
      model.apply(subscribed);
    } else {
      model.apply((StatePart) frame);
    }
  }

  private static JsonObject step(Message frame, StateModel model) {
    JsonObject step = new JsonObject();
    step.addProperty("message", frame.getDescriptorForType().getName());
    step.addProperty("hex", VectorFile.HEX.formatHex(frame.toByteArray()));
    step.addProperty("text", TextFormat.printer().printToString(frame));
    StateCursor cursor = model.cursor();
    JsonObject at = new JsonObject();
    at.addProperty("epoch", cursor.getEpoch());
    at.addProperty("base", cursor.getBase());
    at.addProperty("through", cursor.getThrough());
    step.add("cursor", at);
    JsonObject shown = new JsonObject();
    model
        .view()
        .forEach((id, body) -> shown.addProperty(id, VectorFile.HEX.formatHex(body.toByteArray())));
    step.add("shown_hex", shown);
    return step;
  }

  static Map<String, List<Message>> all() {
    Map<String, List<Message>> all = new LinkedHashMap<>();
    all.put(
        "snapshot-in-two-parts",
        List.of(
            reset(),
            part(2, false, whole("a", 1, tab("one")), whole("b", 2, tab("two"))),
            part(3, true, whole("c", 3, record("three")))));
    all.put(
        "patches",
        List.of(
            reset(),
            part(1, true, whole("a", 1, full())),
            part(2, true, patch("a", 2, tab("other"))),
            part(3, true, patch("a", 3, attribute("color", "blue"))),
            part(
                4,
                true,
                patch("a", 4, EntityBody.newBuilder().setTab(Tab.getDefaultInstance()).build())
                    .toBuilder()
                    .addClearedFields(Tab.DESCRIPTION_FIELD_NUMBER)
                    .addClearedAttributes("shape")
                    .build())));
    all.put(
        "entity-that-changes-during-the-scan",
        List.of(
            reset(),
            part(2, false, whole("a", 1, tab("old")), whole("b", 2, tab("b"))),
            part(4, true, whole("c", 3, tab("c")), whole("a", 4, tab("new")))));
    all.put(
        "applied-twice",
        List.of(
            reset(),
            part(2, true, whole("a", 1, tab("a")), whole("b", 2, tab("b"))),
            part(2, true, whole("a", 1, tab("a")), whole("b", 2, tab("b")))));
    all.put(
        "focus-first",
        List.of(
            reset(),
            part(0, false, whole("z", 9, tab("focused"))).toBuilder().setFocus(true).build(),
            part(5, false, whole("a", 5, tab("a"))),
            part(9, true, whole("z", 9, tab("focused")))));
    all.put(
        "removed",
        List.of(
            reset(),
            part(2, true, whole("a", 1, tab("a")), whole("b", 2, tab("b"))),
            part(3, true, removed("a", 3)),
            part(4, true, removed("never-seen", 4))));
    all.put(
        "reset-while-something-is-shown",
        List.of(
            reset(),
            part(2, true, whole("a", 1, tab("a")), whole("b", 2, tab("b"))),
            reset().toBuilder().setEpoch(EPOCH + 1).build(),
            part(1, false, whole("b", 1, tab("b again"))),
            part(2, true, whole("d", 2, tab("d")))));
    return all;
  }

  private static Subscribed reset() {
    return Subscribed.newBuilder().setEpoch(EPOCH).setFilterHash(5).setReset(true).build();
  }

  private static StatePart part(long through, boolean consistent, EntityChange... changes) {
    return StatePart.newBuilder()
        .setThrough(through)
        .setConsistent(consistent)
        .addAllChanges(List.of(changes))
        .build();
  }

  private static EntityChange whole(String id, long revision, EntityBody body) {
    return EntityChange.newBuilder().setId(id).setRevision(revision).setBody(body).build();
  }

  private static EntityChange patch(String id, long revision, EntityBody body) {
    return whole(id, revision, body).toBuilder().setType(ChangeType.CHANGE_TYPE_PATCH).build();
  }

  private static EntityChange removed(String id, long revision) {
    return EntityChange.newBuilder()
        .setId(id)
        .setRevision(revision)
        .setType(ChangeType.CHANGE_TYPE_REMOVED)
        .build();
  }

  private static EntityBody tab(String title) {
    return EntityBody.newBuilder().setTab(Tab.newBuilder().setTitle(title)).build();
  }

  private static EntityBody full() {
    return EntityBody.newBuilder()
        .setTab(
            Tab.newBuilder()
                .setTitle("one")
                .setDescription("text")
                .putAttributes("color", "red")
                .putAttributes("shape", "round"))
        .build();
  }

  private static EntityBody attribute(String key, String value) {
    return EntityBody.newBuilder().setTab(Tab.newBuilder().putAttributes(key, value)).build();
  }

  private static EntityBody record(String payload) {
    return EntityBody.newBuilder()
        .setRecord(Record.newBuilder().setPayload(ByteString.copyFromUtf8(payload)))
        .build();
  }
}
