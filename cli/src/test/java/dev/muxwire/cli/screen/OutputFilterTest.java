package dev.muxwire.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFilterTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Of output, on one thread: a match of one expression against a sequence of three bytes. */
  private static final int MAX_ALLOCATED_PER_BYTE = 250;

  private static final String CLIPBOARD = "\033]52;c;aGVsbG8=\007";

  @Test
  void clipboard_isNotPassed_howeverItIsCutAndEnded() throws IOException {
    for (String sequence :
        List.of(CLIPBOARD, "\033]52;c;aGVsbG8=\033\\", "\u009d52;c;aGVsbG8=\u009c")) {
      byte[] bytes = ("a" + sequence + "b").getBytes(StandardCharsets.UTF_8);
      for (int cut = 0; cut <= bytes.length; cut++) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputFilter filter = new OutputFilter(out);
        filter.setResponder(true);
        filter.write(Arrays.copyOf(bytes, cut), false);
        filter.write(Arrays.copyOfRange(bytes, cut, bytes.length), false);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ab");
      }
    }
  }

  @Test
  void clipboard_ofAnyLength_isNotPassed() throws IOException {
    String huge = "\033]52;c;" + "A".repeat(3 * EscapeScanner.BUFFER_BYTES) + "\007";

    assertThat(filtered(true, false, "a" + huge + "b")).isEqualTo("ab");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\033[c",
        "\033[0c",
        "\033[>c",
        "\033[>0c",
        "\033[=c",
        "\033[5n",
        "\033[6n",
        "\033[?6n",
        "\033[?2026$p",
        "\033[4$p",
        "\033[>q",
        "\033[>0q",
        "\033[?u",
        "\033[14t",
        "\033[18t",
        "\033[19t",
        "\033[x",
        "\033Z",
        "\005",
        "\033]10;?\007",
        "\033]11;?\033\\",
        "\033]4;1;?\007",
        "\033P$qm\033\\",
        "\033P+q544e\033\\"
      })
  void query_isPassedOnlyLiveAndToTheResponder(String query) throws IOException {
    assertThat(filtered(true, false, query)).isEqualTo(query);
    assertThat(filtered(false, false, query)).isEmpty();
    assertThat(filtered(true, true, query)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\033[20t", "\033[21t", "\u009b21t"})
  void titleReport_isNeverPassed(String report) throws IOException {
    assertThat(filtered(true, false, report)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\033[31mred\033[0m",
        "\033[2J\033[H",
        "\033]0;title\007",
        "\033]8;;http://x\033\\link",
        "\033]11;#000000\007",
        "\033[8;30;100t",
        "\033[?1049h",
        "\0337",
        "\033(0",
        "\033[22;2t",
        "gr\u00fc\u00dfe \u4e16\u754c",
        "\033P1;1q#0;2;0;0;0\033\\",
        "\033[4h"
      })
  void everythingElse_isPassed_alsoInHistory(String bytes) throws IOException {
    assertThat(filtered(false, true, bytes)).isEqualTo(bytes);
  }

  @Test
  void bell_ringsLiveOnly() throws IOException {
    assertThat(filtered(false, false, "\007")).isEqualTo("\007");
    assertThat(filtered(false, true, "\007")).isEmpty();
  }

  @Test
  void allowedClipboard_isWrittenLive_butNeverRead() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutputFilter filter = new OutputFilter(out);
    filter.allowClipboard(true);
    filter.setResponder(true);
    filter.write(CLIPBOARD.getBytes(StandardCharsets.UTF_8), false);
    filter.write(CLIPBOARD.getBytes(StandardCharsets.UTF_8), true);
    filter.write("\033]52;c;?\007".getBytes(StandardCharsets.UTF_8), false);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(CLIPBOARD);
  }

  @Test
  void allowedTitleReport_isPassedToTheResponderAlone() throws IOException {
    for (boolean responder : List.of(true, false)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      OutputFilter filter = new OutputFilter(out);
      filter.allowTitleReports(true);
      filter.setResponder(responder);
      filter.write("\033[21t".getBytes(StandardCharsets.UTF_8), false);
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(responder ? "\033[21t" : "");
    }
  }

  @Test
  void clipboard_afterAStringThatAC1ControlEnds_isNotPassed() throws IOException {
    assertThat(filtered(true, false, "\033]0;title\u009c\u009d52;c;aGVsbG8=\007b"))
        .isEqualTo("\033]0;title\033\\b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\033\033]52;c;?\007]52;c;aGVsbG8=",
        "\033\n]52;c;aGVsbG8=",
        "\033[\033[21t21t",
        "\033[2\n1t",
        "\033]5\033[21t2;c;aGVsbG8=",
        "\033]052;c;aGVsbG8=\007",
      })
  void noPartOfASequence_meetsWhatFollowsSomethingDropped(String bytes) throws IOException {
    assertThat(filtered(true, false, bytes))
        .doesNotContain("\033]52", "\033]052", "\033\n]", "\033[21t", "\033[2\n1t");
  }

  @Property
  void plainOutput_cutAnywhere_comesOutWhole(
      @ForAll byte[] noise, @ForAll @IntRange(max = 1000) int cut) throws IOException {
    // Without ESC, ENQ and C1 controls nothing can be a request.
    byte[] bytes = noise.clone();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          bytes[i] == 0x1B || bytes[i] == 0x05 || bytes[i] == (byte) 0xC2 ? (byte) 'x' : bytes[i];
    }
    int at = Math.min(cut, bytes.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutputFilter filter = new OutputFilter(out);
    filter.write(Arrays.copyOf(bytes, at), false);
    filter.write(Arrays.copyOfRange(bytes, at, bytes.length), false);

    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\033[m", "\033\\", "\033[+q", "\033[u", "\033[c", "\033[n", "\033]\007"})
  void floodOfSequences_allocatesLittleForEach(String sequence) throws IOException {
    byte[] flood = sequence.repeat(20_000).getBytes(StandardCharsets.UTF_8);
    OutputFilter filter = new OutputFilter(OutputStream.nullOutputStream());
    filter.write(flood, true);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    filter.write(flood, true);
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(bytes / flood.length).isLessThanOrEqualTo(MAX_ALLOCATED_PER_BYTE);
  }

  @Test
  void atGround_isFalseInTheMiddleOfASequence() throws IOException {
    OutputFilter filter = new OutputFilter(new ByteArrayOutputStream());
    filter.write("\033[3".getBytes(StandardCharsets.UTF_8), false);
    assertThat(filter.atGround()).isFalse();
    filter.write("1m".getBytes(StandardCharsets.UTF_8), false);
    assertThat(filter.atGround()).isTrue();
  }

  private static String filtered(boolean responder, boolean history, String... chunks)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutputFilter filter = new OutputFilter(out);
    filter.setResponder(responder);
    for (String chunk : chunks) {
      filter.write(chunk.getBytes(StandardCharsets.UTF_8), history);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
