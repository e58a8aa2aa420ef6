package dev.muxwire.conformance.server;

import static dev.muxwire.conformance.ConformanceCase.must;
import static dev.muxwire.conformance.server.Frames.create;
import static dev.muxwire.conformance.server.Frames.leaf;
import static dev.muxwire.conformance.server.Frames.pane;
import static dev.muxwire.conformance.server.Frames.patch;
import static dev.muxwire.conformance.server.Frames.record;
import static dev.muxwire.conformance.server.Frames.remove;
import static dev.muxwire.conformance.server.Frames.split;
import static dev.muxwire.conformance.server.Frames.subscribe;
import static dev.muxwire.conformance.server.Frames.tab;
import static dev.muxwire.conformance.server.ServerScene.require;
import static dev.muxwire.conformance.server.ServerScene.same;
import static dev.muxwire.conformance.server.Workspace.isAt;

import com.google.protobuf.ByteString;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.Script;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.MutateFailure;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.Pane;
import dev.muxwire.proto.v1.Precondition;
import dev.muxwire.proto.v1.Record;
import dev.muxwire.proto.v1.Tab;
import dev.muxwire.proto.v1.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Batches: all or nothing, with their preconditions, references and limits. */
final class MutationCases {
  private static final int MOST_OPERATIONS = 10_000;
  private static final int ENTITY_BYTES = 1 << 20;
  private static final int ROOM_BYTES = 4 << 10;
  private static final int ID_BYTES = 64;

  private MutationCases() {}

  static List<ConformanceCase<ServerScene>> cases() {
    List<ConformanceCase<ServerScene>> all = new ArrayList<>();
    all.addAll(entities());
    all.addAll(batches());
    all.addAll(preconditions());
    all.addAll(references());
    return all;
  }

  /** A tab with a pane, and another tab. */
  private static Workspace furnished(ServerScene scene) {
    Workspace workspace = scene.workspace();
    workspace.apply(
        create("tab", tab("title")), create("pane", pane("tab")), create("other", tab("other")));
    return workspace;
  }

  private static ConformanceCase<ServerScene> refused(
      String id,
      String requirements,
      String title,
      ErrorCode code,
      int index,
      Operation... operations) {
    return must(
        id,
        requirements,
        title,
        scene -> {
          Workspace workspace = furnished(scene);
          Map<String, EntityBody> before = all(workspace);
          workspace.refused(code, index, operations);
          same(before, all(workspace), "the state after a refused batch");
        });
  }

  private static Map<String, EntityBody> all(Workspace workspace) {
    return StateModel.bodies(workspace.read("tab", "pane", "other", "new"));
  }

  // ---- entities

  private static List<ConformanceCase<ServerScene>> entities() {
    return List.of(
        must(
            "mutate/entity/fields-merge",
            "ENTITY-2",
            "patches of different fields and keys both stay",
            scene -> {
              Workspace workspace = furnished(scene);
              workspace.apply(patch("tab", tabWith(Tab.newBuilder().setDescription("text"))));
              workspace.apply(patch("tab", tabWith(Tab.newBuilder().putAttributes("a", "1"))));
              workspace.apply(patch("tab", tabWith(Tab.newBuilder().putAttributes("b", "2"))));
              Tab tab = workspace.readOne("tab").getBody().getTab();
              same("title", tab.getTitle(), "the title");
              same("text", tab.getDescription(), "the description");
              same(Map.of("a", "1", "b", "2"), tab.getAttributesMap(), "the attributes");
            }),
        must(
            "mutate/entity/id-longest",
            "ENTITY-1",
            "an id of 64 bytes is taken",
            scene -> {
              Workspace workspace = scene.workspace();
              workspace.apply(create("i".repeat(ID_BYTES), tab("")));
              same(1, workspace.read("i".repeat(ID_BYTES)).getEntitiesCount(), "entities");
            }),
        refused(
            "mutate/entity/id-too-long",
            "ENTITY-1",
            "an id of 65 bytes is INVALID_ARGUMENT",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            0,
            create("i".repeat(ID_BYTES + 1), tab(""))),
        refused(
            "mutate/entity/id-empty",
            "ENTITY-1",
            "an empty id is INVALID_ARGUMENT",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            0,
            create("", tab(""))),
        refused(
            "mutate/entity/id-in-use",
            "ENTITY-1",
            "an id in use is ALREADY_EXISTS, and nothing of the batch is done",
            ErrorCode.ERROR_CODE_ALREADY_EXISTS,
            1,
            patch("tab", tab("x")),
            create("other", tab(""))),
        refused(
            "mutate/entity/id-of-other-kind",
            "ENTITY-1",
            "an id in use by another kind is ALREADY_EXISTS",
            ErrorCode.ERROR_CODE_ALREADY_EXISTS,
            0,
            create("tab", record("r", 1))),
        must(
            "mutate/entity/id-used-before",
            "ENTITY-1",
            "an id of something removed is ALREADY_EXISTS",
            scene -> {
              Workspace workspace = furnished(scene);
              workspace.apply(remove("other"));
              workspace.refused(ErrorCode.ERROR_CODE_ALREADY_EXISTS, 0, create("other", tab("")));
            }),
        must(
            "mutate/entity/size-at-limit",
            "ENTITY-3",
            "an entity of nearly 1 MiB is taken",
            scene -> {
              Workspace workspace = scene.workspace();
              workspace.apply(create("large", record("x", ENTITY_BYTES - ROOM_BYTES)));
              same(1, workspace.read("large").getEntitiesCount(), "entities");
            }),
        must(
            "mutate/entity/size-over-limit",
            "ENTITY-3",
            "an entity above 1 MiB is LIMIT_EXCEEDED",
            scene ->
                furnished(scene)
                    .refused(
                        ErrorCode.ERROR_CODE_LIMIT_EXCEEDED,
                        0,
                        create("large", record("x", ENTITY_BYTES)))),
        must(
            "mutate/entity/size-by-patches",
            "ENTITY-3",
            "an entity that grows above 1 MiB by patches is LIMIT_EXCEEDED",
            scene -> {
              Workspace workspace = scene.workspace();
              workspace.apply(create("large", record("x", ENTITY_BYTES - ROOM_BYTES)));
              Record.Builder more = Record.newBuilder().putAttributes("k", "v".repeat(8_000));
              workspace.refused(
                  ErrorCode.ERROR_CODE_LIMIT_EXCEEDED, 0, patch("large", record(more)));
            }),
        must(
            "mutate/entity/cleared",
            "ENTITY-5",
            "a cleared field has no value, as one that was never set",
            scene -> {
              Workspace workspace = furnished(scene);
              Operation.Builder clear = patch("tab", tabWith(Tab.newBuilder())).toBuilder();
              clear.getPatchBuilder().addClearedFields(Tab.TITLE_FIELD_NUMBER);
              workspace.apply(clear.build());
              same(
                  Tab.getDefaultInstance(),
                  workspace.readOne("tab").getBody().getTab(),
                  "the tab without its title");
            }));
  }

  private static EntityBody tabWith(Tab.Builder tab) {
    return EntityBody.newBuilder().setTab(tab).build();
  }

  // ---- batches

  private static List<ConformanceCase<ServerScene>> batches() {
    return List.of(
        refused(
            "mutate/batch/all-or-nothing",
            "MUTATE-2 PROTOCOL#mutations",
            "if one operation fails, nothing of the batch is done",
            ErrorCode.ERROR_CODE_NOT_FOUND,
            2,
            patch("tab", tab("x")),
            create("new", tab("")),
            patch("none", tab("x"))),
        refused(
            "mutate/batch/remove-nothing",
            "PROTOCOL#mutations",
            "removing what is not there is NOT_FOUND",
            ErrorCode.ERROR_CODE_NOT_FOUND,
            0,
            remove("none")),
        refused(
            "mutate/batch/other-kind",
            "PROTOCOL#mutations",
            "a patch of another kind is INVALID_ARGUMENT",
            ErrorCode.ERROR_CODE_INVALID_ARGUMENT,
            0,
            patch("tab", pane("tab"))),
        must(
            "mutate/batch/revisions",
            "MUTATE-2 PROTOCOL#state",
            "every operation has a revision of its own, the result the last one's",
            scene -> {
              Workspace workspace = scene.workspace();
              long revision =
                  workspace.apply(
                      create("one", tab("")), create("two", tab("")), create("three", tab("")));
              require(revision >= 3, "three operations and revision " + revision);
              same(revision, workspace.readOne("three").getRevision(), "the last one's revision");
              long two = workspace.readOne("two").getRevision();
              require(
                  workspace.readOne("one").getRevision() < two && two < revision,
                  "the revisions of one batch do not rise");
            }),
        must(
            "mutate/batch/operations-at-limit",
            "MUTATE-1",
            "a batch of 10,000 operations is applied",
            scene -> {
              Workspace workspace = furnished(scene);
              workspace.apply(many(MOST_OPERATIONS));
              same(
                  "title-" + (MOST_OPERATIONS - 1),
                  workspace.readOne("tab").getBody().getTab().getTitle(),
                  "the title in the end");
            }),
        must(
            "mutate/batch/operations-over-limit",
            "MUTATE-1",
            "a batch of 10,001 operations is LIMIT_EXCEEDED",
            scene -> {
              Workspace workspace = furnished(scene);
              var answer = workspace.answer(workspace.batch(many(MOST_OPERATIONS + 1)));
              ErrorCode code =
                  answer.hasError()
                      ? answer.getError().getCode()
                      : answer.getMutateResult().getFailure().getCode();
              same(ErrorCode.ERROR_CODE_LIMIT_EXCEEDED, code, "the answer");
              same("title", workspace.readOne("tab").getBody().getTab().getTitle(), "the title");
            }),
        must(
            "mutate/batch/other-epoch",
            "MUTATE-2",
            "a batch whose author saw another epoch is STALE_BASE",
            scene -> {
              Workspace workspace = furnished(scene);
              long epoch = workspace.epoch();
              workspace.epoch(epoch + 1);
              var batch = workspace.batch(patch("tab", tab("x")));
              workspace.epoch(epoch);
              workspace.refused(ErrorCode.ERROR_CODE_STALE_BASE, 0, batch);
            }),
        must(
            "mutate/batch/terminal",
            "PROTOCOL#mutations",
            "a batch creates no terminal: INVALID_ARGUMENT",
            scene -> {
              Workspace workspace = furnished(scene);
              EntityBody terminal =
                  EntityBody.newBuilder().setTerminal(Terminal.newBuilder().setTitle("sh")).build();
              refusedAtAll(
                  workspace, ErrorCode.ERROR_CODE_INVALID_ARGUMENT, create("new", terminal));
            }),
        must(
            "mutate/batch/operation-of-no-kind",
            "PROTOCOL#mutations STREAM-4",
            "an operation that is none is UNSUPPORTED",
            scene ->
                refusedAtAll(
                    furnished(scene),
                    ErrorCode.ERROR_CODE_UNSUPPORTED,
                    Operation.getDefaultInstance())),
        must(
            "mutate/batch/visible-when-told",
            "MUTATE-5",
            "a revision whose result was told is there for everybody who asks",
            scene -> {
              Workspace workspace = scene.workspace();
              Workspace other = new Workspace(scene.welcomed(), workspace.name());
              for (int i = 0; i < 10; i++) {
                long revision = workspace.apply(create("tab-" + i, tab("")));
                require(other.read().getRevision() >= revision, "a told revision is not there");
              }
            }));
  }

  /** Refused by an Error or a failure, whichever. */
  private static void refusedAtAll(Workspace workspace, ErrorCode code, Operation operation) {
    var answer = workspace.answer(workspace.batch(operation));
    ErrorCode came =
        answer.hasError()
            ? answer.getError().getCode()
            : answer.getMutateResult().getFailure().getCode();
    same(code, came, "the answer");
    same(0, workspace.read("new").getEntitiesCount(), "what was created");
    workspace.peer().alive();
  }

  private static Operation[] many(int count) {
    Operation[] all = new Operation[count];
    for (int i = 0; i < count; i++) {
      all[i] = patch("tab", tab("title-" + i));
    }
    return all;
  }

  // ---- preconditions

  private static List<ConformanceCase<ServerScene>> preconditions() {
    return List.of(
        condition(
            "field-current",
            "a precondition on a field with its current revision holds",
            (workspace, at) -> isAt("tab", Tab.TITLE_FIELD_NUMBER, at),
            true),
        condition(
            "field-other",
            "a precondition on a field with another revision is PRECONDITION_FAILED",
            (workspace, at) -> isAt("tab", Tab.TITLE_FIELD_NUMBER, at + 1_000),
            false),
        condition(
            "field-never-set",
            "revision 0 stands for a field that never had a value",
            (workspace, at) -> isAt("tab", Tab.DESCRIPTION_FIELD_NUMBER, 0),
            true),
        condition(
            "entity-current",
            "a precondition on an entity with its current revision holds",
            (workspace, at) -> isAt("tab", 0, at),
            true),
        condition(
            "entity-not-there",
            "revision 0 stands for an entity that is not there",
            (workspace, at) -> isAt("none", 0, 0),
            true),
        condition(
            "entity-there",
            "revision 0 of an entity that is there is PRECONDITION_FAILED",
            (workspace, at) -> isAt("tab", 0, 0),
            false),
        condition(
            "attribute-other",
            "a precondition on an attribute with another revision is PRECONDITION_FAILED",
            (workspace, at) ->
                isAt("tab", Tab.ATTRIBUTES_FIELD_NUMBER, 5).toBuilder()
                    .setAttribute("color")
                    .build(),
            false),
        layout("without", "a layout edit without precondition is PRECONDITION_FAILED", null),
        layout(
            "on-field",
            "a layout edit with a precondition on the field is done",
            Tab.LAYOUT_FIELD_NUMBER),
        layout("on-tab", "a layout edit with a precondition on the tab is done", 0),
        must(
            "mutate/layout/new-tab",
            "MUTATE-3",
            "the layout of a tab that the batch creates needs no precondition",
            scene ->
                scene
                    .workspace()
                    .apply(
                        create("tab", tab("")),
                        create("pane", pane("tab")),
                        patch("tab", tab(leaf("pane"))))));
  }

  private interface ConditionAt {
    Precondition of(Workspace workspace, long revisionOfTab);
  }

  private static ConformanceCase<ServerScene> condition(
      String name, String title, ConditionAt condition, boolean holds) {
    return must(
        "mutate/precondition/" + name,
        "MUTATE-2 PROTOCOL#mutations",
        title,
        scene -> {
          Workspace workspace = furnished(scene);
          long at = workspace.readOne("tab").getRevision();
          Precondition precondition = condition.of(workspace, at);
          var batch =
              workspace.batch(patch("tab", tab("new title"))).addPreconditions(precondition);
          if (holds) {
            workspace.apply(batch);
            return;
          }
          MutateFailure failure =
              workspace.refused(ErrorCode.ERROR_CODE_PRECONDITION_FAILED, 0, batch);
          same("tab", failure.getCurrent().getId(), "the entity that the failure brings");
          same(
              "title",
              failure.getCurrent().getBody().getTab().getTitle(),
              "the title as it is now");
        });
  }

  private static ConformanceCase<ServerScene> layout(
      String name, String title, @org.jspecify.annotations.Nullable Integer field) {
    return must(
        "mutate/layout/" + name,
        "MUTATE-3",
        title,
        scene -> {
          Workspace workspace = furnished(scene);
          var batch = workspace.batch(patch("tab", tab(leaf("pane"))));
          if (field == null) {
            workspace.refused(ErrorCode.ERROR_CODE_PRECONDITION_FAILED, 0, batch);
            return;
          }
          long at = field == 0 ? workspace.readOne("tab").getRevision() : 0;
          workspace.apply(batch.addPreconditions(isAt("tab", field, at)));
        });
  }

  // ---- references

  private static List<ConformanceCase<ServerScene>> references() {
    EntityBody ofTerminal =
        EntityBody.newBuilder()
            .setPane(Pane.newBuilder().setTabId("tab").setTerminalId("none"))
            .build();
    return List.of(
        refused(
            "mutate/reference/pane-to-nothing",
            "MUTATE-4",
            "a pane of a tab that is not there is DANGLING_REFERENCE",
            ErrorCode.ERROR_CODE_DANGLING_REFERENCE,
            0,
            create("new", pane("none"))),
        refused(
            "mutate/reference/pane-to-pane",
            "MUTATE-4",
            "a pane whose tab is a pane is DANGLING_REFERENCE",
            ErrorCode.ERROR_CODE_DANGLING_REFERENCE,
            0,
            create("new", pane("pane"))),
        refused(
            "mutate/reference/pane-to-terminal",
            "MUTATE-4",
            "a pane of a terminal that is not there is DANGLING_REFERENCE",
            ErrorCode.ERROR_CODE_DANGLING_REFERENCE,
            0,
            create("new", ofTerminal)),
        must(
            "mutate/reference/layout-to-nothing",
            "MUTATE-4",
            "a layout with a pane that is not there is DANGLING_REFERENCE",
            layoutRefused(ErrorCode.ERROR_CODE_DANGLING_REFERENCE, tab(leaf("none")))),
        must(
            "mutate/reference/layout-twice",
            "MUTATE-4",
            "a layout that shows a pane twice is INVALID_ARGUMENT",
            layoutRefused(
                ErrorCode.ERROR_CODE_INVALID_ARGUMENT, tab(split(leaf("pane"), leaf("pane"))))),
        must(
            "mutate/reference/layout-of-other-tab",
            "MUTATE-4",
            "a layout with a pane of another tab is DANGLING_REFERENCE",
            scene -> {
              Workspace workspace = furnished(scene);
              workspace.refused(
                  ErrorCode.ERROR_CODE_DANGLING_REFERENCE,
                  0,
                  workspace
                      .batch(patch("other", tab(leaf("pane"))))
                      .addPreconditions(isAt("other", Tab.LAYOUT_FIELD_NUMBER, 0)));
            }),
        must(
            "mutate/reference/shown-pane-removed",
            "MUTATE-4",
            "a pane that the layout still shows cannot be removed: DANGLING_REFERENCE",
            scene -> {
              Workspace workspace = furnished(scene);
              workspace.apply(
                  workspace
                      .batch(patch("tab", tab(leaf("pane"))))
                      .addPreconditions(isAt("tab", Tab.LAYOUT_FIELD_NUMBER, 0)));
              workspace.refused(ErrorCode.ERROR_CODE_DANGLING_REFERENCE, 0, remove("pane"));
            }),
        must(
            "mutate/reference/tab-takes-panes",
            "MUTATE-4 STATE-2",
            "removing a tab removes its panes, for those who watch too",
            scene -> {
              Workspace workspace = furnished(scene);
              Replica replica = Replica.subscribe(workspace.peer(), subscribe(workspace.name()));
              replica.at(3);
              long revision = workspace.apply(remove("tab"));
              same(
                  StateModel.bodies(workspace.read("other")), replica.at(revision), "what is left");
              same(1, workspace.read("tab", "pane", "other").getEntitiesCount(), "entities");
            }),
        must(
            "mutate/reference/pane-moves",
            "MUTATE-4 PROTOCOL#mutations",
            "a pane never moves to another tab: INVALID_ARGUMENT",
            scene ->
                furnished(scene)
                    .refused(
                        ErrorCode.ERROR_CODE_INVALID_ARGUMENT, 0, patch("pane", pane("other")))),
        must(
            "mutate/value/bytes",
            "ENTITY-2",
            "a payload of any bytes comes back as it was",
            scene -> {
              Workspace workspace = scene.workspace();
              ByteString payload = Texts.noise(5_000);
              workspace.apply(create("note", record(Record.newBuilder().setPayload(payload))));
              same(
                  payload,
                  workspace.readOne("note").getBody().getRecord().getPayload(),
                  "the payload");
            }));
  }

  private static Script<ServerScene> layoutRefused(ErrorCode code, EntityBody layout) {
    return scene -> {
      Workspace workspace = furnished(scene);
      workspace.refused(
          code,
          0,
          workspace
              .batch(patch("tab", layout))
              .addPreconditions(isAt("tab", Tab.LAYOUT_FIELD_NUMBER, 0)));
    };
  }
}
