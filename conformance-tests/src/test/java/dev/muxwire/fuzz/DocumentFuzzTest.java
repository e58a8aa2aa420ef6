package dev.muxwire.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.cli.layout.LayoutTree;
import dev.muxwire.cli.layout.Side;
import dev.muxwire.cli.recording.AsciicastReader;
import dev.muxwire.cli.workspace.EntityJson;
import dev.muxwire.cli.workspace.WorkspaceDocument;
import dev.muxwire.client.ClientIdentity;
import dev.muxwire.client.SavedClient;
import dev.muxwire.server.tokens.TokenDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files that a user may hand over, or that lie about on disks. */
class DocumentFuzzTest {
  private static final String HASH =
      "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  private static Inputs texts(String... valid) {
    return Inputs.mutationsOf(
        Stream.of(valid).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static String text(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }

  @Test
  void anyRecording_isReadOrRefused() {
    Inputs recordings =
        texts(
            "{\"version\": 2, \"width\": 80, \"height\": 24}\n[0.5, \"o\", \"a\\u001b[1m\"]\n"
                + "[1.0e0, \"r\", \"80x24\"]\n",
            "{\"version\":3,\"term\":{\"cols\":80,\"rows\":24}}\n# no\n[0.1,\"o\",\"\\ud834\\udd1e\"]\n"
                + "[3999999999.999999,\"x\",\"0\"]\n");
    Campaign.run(
        "recording",
        Bounds.PARSER,
        recordings,
        input -> {
          try {
            AsciicastReader reader =
                new AsciicastReader(new BufferedReader(new StringReader(text(input))));
            long last = 0;
            for (var event = reader.next(); event != null; event = reader.next()) {
              assertThat(event.micros()).isGreaterThanOrEqualTo(last);
              last = event.micros();
            }
          } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
          }
        });
  }

  @Test
  void anyWorkspaceDocument_isReadTheSameTwiceOrRefused() {
    String layout =
        "{\"split\":{\"direction\":\"ROW\",\"children\":[{\"pane_id\":\"a\"},{\"split\":{\"children\":"
            + "[{\"pane_id\":\"b\"},{\"pane_id\":\"c\"}]}}],\"weights\":[0.25,1e3]}}";
    Inputs documents =
        texts(
            "{\"format\":\"muxwire-workspace/1\",\"tabs\":[{\"id\":\"t\",\"title\":\"x\",\"layout\":"
                + layout
                + ",\"attributes\":{\"k\":\"v\"}}],\"panes\":[{\"id\":\"a\",\"tab_id\":\"t\"}],"
                + "\"records\":[{\"id\":\"r\",\"type\":\"n\",\"payload\":\"AAEC\"}]}",
            layout);
    Campaign.run(
        "workspace-document",
        Bounds.PARSER,
        documents,
        input -> {
          try {
            WorkspaceDocument document = WorkspaceDocument.parse(text(input));
            String written = document.toJson().toString();
            assertThat(WorkspaceDocument.parse(written).toJson().toString()).isEqualTo(written);
            document
                .entries()
                .values()
                .forEach(entry -> editLayout(EntityJson.toFields(entry.kind(), entry.json())));
          } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
          }
        });
  }

  private static void editLayout(Map<String, Object> fields) {
    if (fields.get("layout") instanceof Map<?, ?> layout) {
      @SuppressWarnings("unchecked")
      Map<String, Object> field = (Map<String, Object>) layout;
      LayoutTree.parse(field).ifPresent(DocumentFuzzTest::edit);
    }
  }

  private static void edit(LayoutTree tree) {
    String first = tree.panes().get(0);
    if (!tree.has("new") && tree.depth() < LayoutTree.MOST_DEPTH) {
      LayoutTree split = tree.split(first, "new", Side.RIGHT, 0.5);
      assertThat(split.close("new").orElseThrow().panes()).isEqualTo(tree.panes());
    }
    assertThat(LayoutTree.parse(tree.toField()).orElseThrow().panes()).isEqualTo(tree.panes());
  }

  @Test
  void anyTokensFile_isReadTheSameTwiceOrRefused() {
    Inputs files =
        texts(
            "# a comment\n"
                + HASH
                + " ada read:main write:* created=2026-01-01 expires=2026-12-31\n",
            HASH + "  bob\topen host:x revoked=2026-12-31T00:00:00Z\n");
    Campaign.run(
        "tokens",
        Bounds.PARSER,
        files,
        input -> {
          try {
            TokenDocument document = TokenDocument.parse(text(input));
            assertThat(TokenDocument.parse(document.text()).tokens()).isEqualTo(document.tokens());
          } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).matches("(?s)[0-9]+: .+");
          }
        });
  }

  @Test
  void anySavedClient_isReadTheSameTwiceOrRefused() {
    byte[] saved =
        new SavedClient(
                new ClientIdentity("client", new byte[] {1, 2, 3}, 9),
                List.of(
                    new SavedClient.Waiting(0, new byte[] {8, 1}),
                    new SavedClient.Waiting(3, new byte[0])))
            .toBytes();
    Campaign.run(
        "saved-client",
        Bounds.PARSER,
        Inputs.mutationsOf(List.of(saved)),
        input -> {
          try {
            byte[] read = SavedClient.fromBytes(input).toBytes();
            assertThat(SavedClient.fromBytes(read).toBytes()).isEqualTo(read);
          } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
          }
        });
  }
}
