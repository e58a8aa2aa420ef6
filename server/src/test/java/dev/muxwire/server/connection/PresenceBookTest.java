package dev.muxwire.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.Attachment;
import dev.muxwire.proto.v1.TerminalSize;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.server.workspace.Filter;
import dev.muxwire.server.workspace.PartCache;
import dev.muxwire.server.workspace.StateStorage;
import dev.muxwire.server.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is here, and who is not any more. */
final class PresenceBookTest {
  private static final int GRACE_MS = 5_000;
  private static final int HERD = 1_000;

  private final FakeLoop loop = new FakeLoop();
  private final Workspace presence =
      new Workspace(
          loop,
          StateStorage.passing(new MemoryLogStore()),
          7,
          Limits.DEFAULT,
          new PartCache(1 << 20));
  private final PresenceBook book = new PresenceBook(loop, presence);
  private int revisions;

  @BeforeEach
  void watch() {
    presence.open(Filter.ALL, null, start -> {}, problem -> {}, news -> revisions++);
    loop.run();
  }

  private static Attachment attachment(String client, int columns) {
    return Attachment.newBuilder()
        .setTerminalId("t")
        .setClientId(client)
        .setSize(TerminalSize.newBuilder().setColumns(columns).setRows(24))
        .build();
  }

  /** What is told of ids, as text. */
  private List<String> told(String... ids) {
    loop.run();
    loop.advance(20);
    List<String> told = new ArrayList<>();
    presence.get(
        List.of(ids),
        (epoch, revision, found) ->
            found.forEach(
                change -> {
                  Attachment attachment = change.toProto().getBody().getAttachment();
                  told.add(attachment.getClientId() + " " + attachment.getSize().getColumns());
                }),
        refusal -> {});
    loop.run();
    return told;
  }

  @Test
  void whoIsAttached_isToldWithTheirSize_asItChanges() {
    book.attached(this, "a", attachment("anna", 80));
    assertThat(told("a")).containsExactly("anna 80");
    book.attached(this, "a", attachment("anna", 120));
    assertThat(told("a")).containsExactly("anna 120");
    book.attached(this, "a", attachment("anna", 120).toBuilder().clearSize().build());
    assertThat(told("a")).containsExactly("anna 0");
  }

  @Test
  void whoLeaves_isGoneAfterTheGraceTime() {
    book.attached(this, "a", attachment("anna", 80));
    assertThat(told("a")).hasSize(1);
    book.detached(this, "a");
    loop.advance(GRACE_MS - 100);
    assertThat(told("a")).hasSize(1);
    loop.advance(100);
    assertThat(told("a")).isEmpty();
  }

  @Test
  void whoComesBackWithinTheGraceTime_stays_alsoWhenTheOldConnectionEndsLate() {
    Object before = new Object();
    book.attached(before, "a", attachment("anna", 80));
    assertThat(told("a")).hasSize(1);
    book.attached(this, "a", attachment("anna", 80));
    book.detached(before, "a"); // noticed only now
    loop.advance(GRACE_MS);
    loop.advance(GRACE_MS);
    assertThat(told("a")).containsExactly("anna 80");
  }

  @Test
  void aHerdThatComesBack_isNoNews_andANewOneIsFewRevisions() {
    List<Object> streams = new ArrayList<>();
    for (int i = 0; i < HERD; i++) {
      streams.add(new Object());
      book.attached(streams.get(i), "a" + i, attachment("client" + i, 80));
    }
    assertThat(told("a0", "a999")).hasSize(2);
    assertThat(revisions).isEqualTo(1);
    for (int i = 0; i < HERD; i++) {
      book.detached(streams.get(i), "a" + i);
      book.attached(new Object(), "a" + i, attachment("client" + i, 80));
    }
    loop.advance(GRACE_MS);
    assertThat(told("a0", "a999")).hasSize(2);
    assertThat(revisions).isEqualTo(1);
  }

  @Test
  void whatCannotBeTold_takesNobodyElseAlong() {
    String tooLong = "x".repeat(100);
    book.attached(this, tooLong, attachment("nobody", 80));
    book.attached(this, "a", attachment("anna", 80));
    assertThat(told("a", tooLong)).containsExactly("anna 80");
    book.attached(this, tooLong, attachment("nobody", 90));
    book.attached(this, "a", attachment("anna", 90));
    assertThat(told("a", tooLong)).containsExactly("anna 90");
  }

  @Test
  void aHost_isGoneAtOnce() {
    book.hostConnected("h", "instance");
    assertThat(told("host:h")).hasSize(1);
    book.hostGone("h");
    assertThat(told("host:h")).isEmpty();
  }
}
