package dev.muxwire.server.storage.rocksdb;

import dev.muxwire.server.log.Log;
import dev.muxwire.server.log.LogRecord;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Appends for ever, to be killed: prints "LOG END START" for every acknowledged append, before it
 * makes the next one. Content follows from the position, so that a reader can check it.
 */
final class AppendingProcess {
  static final int LOGS = 4;
  static final long RETAINED_BYTES = 2_000_000;
  private static final int IN_FLIGHT = 8;
  private static final Object PRINTING = new Object();

  private AppendingProcess() {}

  public static void main(String[] arguments) {
    RocksDbOptions options =
        RocksDbOptions.in(Path.of(arguments[0])).withWriteBufferBytes(1024 * 1024);
    @SuppressWarnings("resource")
    RocksDbLogStore store = new RocksDbLogStore(options);
    for (int i = 0; i < LOGS; i++) {
      int number = i;
      ExecutorService loop = Executors.newSingleThreadExecutor();
      loop.execute(() -> appendForEver(number, store.open(name(number), loop)));
    }
  }

  static String name(int number) {
    return "killed/t" + number;
  }

  /** The record that stands at a position: of 1 to 3,000 bytes, a marker now and then before it. */
  static LogRecord recordAt(long position) {
    int length = 1 + (int) (position * 7919 % 3000);
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) (position * 31));
    return new LogRecord(position, position + length, payload);
  }

  static boolean hasMarkerAt(long position) {
    return position % 5 == 0;
  }

  private static void appendForEver(int number, Log log) {
    for (int i = 0; i < IN_FLIGHT; i++) {
      appendOne(number, log);
    }
  }

  private static void appendOne(int number, Log log) {
    long from = log.end();
    LogRecord record = recordAt(from);
    List<LogRecord> records =
        hasMarkerAt(from)
            ? List.of(new LogRecord(from, from, new byte[0]), record)
            : List.of(record);
    log.append(
        records,
        failure -> {
          if (failure != null) {
            Runtime.getRuntime().halt(3);
          }
          log.trim(record.to() - RETAINED_BYTES);
          print(number + " " + record.to() + " " + log.start());
          appendOne(number, log);
        });
  }

  private static void print(String line) {
    synchronized (PRINTING) {
      PrintStream out = System.out;
      out.write((line + "\n").getBytes(StandardCharsets.US_ASCII), 0, line.length() + 1);
      out.flush();
    }
  }
}
