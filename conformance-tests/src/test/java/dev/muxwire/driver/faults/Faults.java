package dev.muxwire.driver.faults;

import java.util.List;
import java.util.stream.Stream;

/** All faults. */
public final class Faults {
  private Faults() {}

  public static List<Fault> all() {
    return Stream.of(
            ConnectionFaults.all(),
            PacketFaults.all(),
            StateFaults.all(),
            RequestFaults.all(),
            TerminalFaults.all(),
            InputFaults.all(),
            HistoryFaults.all())
        .flatMap(List::stream)
        .toList();
  }
}
