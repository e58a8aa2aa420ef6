package dev.muxwire.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.TerminalSpec;
import dev.muxwire.server.FakeLoop;
import dev.muxwire.server.config.Limits;
import dev.muxwire.server.connection.WorkspaceRooms;
import dev.muxwire.server.ops.ServerEvents;
import dev.muxwire.server.storage.memory.MemoryLogStore;
import dev.muxwire.server.terminal.BlockCache;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An id of a terminal is any text; what the store calls its logs is not. */
final class TerminalIdTest {
  private final FakeLoop loop = new FakeLoop();
  private MemoryLogStore store = new MemoryLogStore();
  private WorkspaceRegistry registry = start();

  private WorkspaceRegistry start() {
    long[] next = {1};
    WorkspaceRegistry started =
        new WorkspaceRegistry(
            store,
            () -> loop,
            new BlockCache(1 << 20),
            Limits.DEFAULT,
            () -> next[0]++,
            new ServerEvents() {});
    loop.run();
    return started;
  }

  private void open(String id) {
    registry.create("w");
    rooms().terminals().register("h", "instance", Set.of(), false, new SilentHost());
    rooms().terminals().open(id, "h", TerminalSpec.getDefaultInstance(), failure -> {});
    loop.run();
    assertThat(rooms().terminals().find(id)).isNotNull();
  }

  private void restart() {
    store = store.crash();
    registry = start();
  }

  private WorkspaceRooms rooms() {
    return Objects.requireNonNull(registry.find("w"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "/bin/sh", "Terminal 1", "é€", "a//b", "hex/74"})
  void terminalOfAnyId_isThereAfterARestart(String id) {
    open(id);
    restart();
    assertThat(rooms().terminals().find(id)).isNotNull();
  }

  @Test
  void terminalWhoseLogsLookAlike_areTwo() {
    open("hex/74");
    open("t");
    restart();
    assertThat(rooms().terminals().find("t")).isNotNull();
    assertThat(rooms().terminals().find("hex/74")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"state", "x/state"})
  void terminalCalledLikeAState_isNoWorkspace(String id) {
    open(id);
    restart();
    assertThat(registry.names()).containsExactly("w");
    assertThat(rooms().terminals().find(id)).isNotNull();
  }
}
