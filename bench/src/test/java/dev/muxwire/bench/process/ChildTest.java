package dev.muxwire.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  @TempDir private Path directory;

  /** What a child of this test does. */
  static final class Echo {
    private Echo() {}

    public static void main(String[] args) throws IOException {
      new Commands()
          .on("join", words -> String.join("+", words))
          .on(
              "fail",
              words -> {
                throw new IllegalStateException("told to\nfail");
              })
          .on(
              "exit",
              words -> {
                System.out.println("what a library prints is no answer");
                Runtime.getRuntime().halt(3);
                return "";
              })
          .serve();
    }
  }

  private Child start() throws IOException {
    return Child.jvm(Echo.class, directory.resolve("logs/echo.log"), "-Xmx64m");
  }

  @Test
  void commands_areAnsweredInTurn_andAFailureSaysWhy() throws Exception {
    try (Child child = start()) {
      assertThat(child.ask("join", "a", 2)).isEqualTo("a+2");
      assertThatThrownBy(() -> child.ask("fail"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("told to fail");
      assertThatThrownBy(() -> child.ask("nothing"))
          .hasMessageContaining("no such command: nothing");
      assertThat(child.ask("join", "still", "here")).isEqualTo("still+here");
      assertThat(child.meter().cpuSeconds()).isPositive();
      assertThat(child.meter().residentBytes()).isBetween(1L << 20, 1L << 30);
      assertThat(child.meter().peakResidentBytes())
          .isGreaterThanOrEqualTo(child.meter().residentBytes() / 2);
      assertThat(child.meter().heapBytes()).isBetween(1L << 10, 64L << 20);
    }
  }

  /** Fails at once, and leaves a thread that goes on. */
  static final class Fails {
    private Fails() {}

    public static void main(String[] args) {
      new Thread(java.util.concurrent.locks.LockSupport::park, "goes on").start();
      throw new IllegalStateException("cannot begin");
    }
  }

  @Test
  void childThatCannotBegin_ends_thoughAThreadOfItGoesOn() throws Exception {
    Path log = directory.resolve("fails.log");
    try (Child child = Child.jvm(Fails.class, log, "-Xmx64m")) {
      assertThatThrownBy(() -> child.ask("join")).hasMessageContaining("Fails ended at: [join]");
    }
    assertThat(Files.readString(log)).contains("cannot begin");
  }

  @Test
  void childThatEnds_isTold_withItsLogKept() throws Exception {
    try (Child child = start()) {
      assertThatThrownBy(() -> child.ask("exit", "now"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Echo ended at: [exit, now]");
    }
    assertThat(Files.readString(directory.resolve("logs/echo.log")))
        .contains("what a library prints");
  }
}
