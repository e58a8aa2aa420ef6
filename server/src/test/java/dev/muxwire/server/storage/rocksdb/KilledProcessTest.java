package dev.muxwire.server.storage.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.server.log.LogRecord;
import dev.muxwire.server.storage.LogOwner;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, really killed: what they acknowledged must be there. */
class KilledProcessTest {
  private static final int ROUNDS = 4;
  private static final int READ_BYTES = 256 * 1024;

  @TempDir Path directory;

  @Test
  @Timeout(120)
  void kill_atAnyMoment_losesNothingAcknowledged() throws Exception {
    long seed = Long.getLong("muxwire.seed", System.nanoTime());
    System.out.println("kill -9 test: -Dmuxwire.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      long[] acknowledgedEnds = appendUntilKilled(100 + random.nextInt(4000));
      checkStore(acknowledgedEnds);
    }
  }

  /** Kills the process after some lines, and takes in what it had still printed. */
  private long[] appendUntilKilled(int lines) throws IOException, InterruptedException {
    Process process = start();
    long[] ends = new long[AppendingProcess.LOGS];
    try (BufferedReader acknowledged = process.inputReader(US_ASCII)) {
      int read = 0;
      String line = acknowledged.readLine();
      while (line != null) {
        String[] words = line.split(" ", -1);
        // The last line may be cut short by the kill; a whole one has three words.
        if (words.length == 3) {
          ends[Integer.parseInt(words[0])] = Long.parseLong(words[1]);
        }
        read++;
        if (read == lines) {
          // By its handle: Process.destroyForcibly would close the pipe, and lose what is in it.
          process.toHandle().destroyForcibly();
        }
        line = acknowledged.readLine();
      }
      assertThat(read).isGreaterThanOrEqualTo(lines);
    }
    process.waitFor();
    return ends;
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(AppendingProcess.class.getName(), directory.resolve("log").toString()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void checkStore(long[] acknowledgedEnds) {
    List<StoreLoss> losses = new ArrayList<>();
    RocksDbOptions options = RocksDbOptions.in(directory.resolve("log"));
    try (RocksDbLogStore store = new RocksDbLogStore(options, losses::add)) {
      assertThat(losses).isEmpty();
      assertThat(store.generation()).isZero();
      for (int number = 0; number < AppendingProcess.LOGS; number++) {
        try (LogOwner log = new LogOwner(store, AppendingProcess.name(number))) {
          checkLog(log, acknowledgedEnds[number]);
        }
      }
    }
  }

  private static void checkLog(LogOwner log, long acknowledgedEnd) {
    long end = log.end();
    long start = log.start();
    assertThat(end).isGreaterThanOrEqualTo(acknowledgedEnd);
    assertThat(start).isLessThanOrEqualTo(Math.max(0, end - AppendingProcess.RETAINED_BYTES));
    List<LogRecord> records = log.readAll(start, READ_BYTES);
    if (end == 0) {
      assertThat(records).isEmpty();
      return;
    }
    assertThat(records.get(0).from()).isLessThanOrEqualTo(start);
    assertThat(records.get(records.size() - 1).to()).isEqualTo(end);
    checkContent(records);
  }

  private static void checkContent(List<LogRecord> records) {
    long position = records.get(0).from();
    boolean markerSeen = true;
    for (LogRecord record : records) {
      assertThat(record.from()).isEqualTo(position);
      if (record.to() == position) {
        markerSeen = true;
        continue;
      }
      assertThat(markerSeen || !AppendingProcess.hasMarkerAt(position)).isTrue();
      assertThat(record.payload()).isEqualTo(AppendingProcess.recordAt(position).payload());
      position = record.to();
      markerSeen = false;
    }
  }
}
