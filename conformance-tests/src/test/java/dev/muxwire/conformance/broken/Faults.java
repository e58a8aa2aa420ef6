package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.drops;

import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.proto.v1.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All broken servers. By which cases each is caught is in {@code bites.txt}. */
public final class Faults {
  private Faults() {}

  /**
   * Faults in one part of a server, and the cases that look there.
   *
   * @param families of these cases; empty: of any
   * @param inTitle what their titles say
   */
  public record Group(Set<String> families, String inTitle, List<NamedFault> faults) {
    Group(Set<String> families, List<NamedFault> faults) {
      this(families, "", faults);
    }

    public boolean looksThere(ConformanceCase<?> one) {
      return (families.isEmpty() || families.contains(one.family()))
          && one.title().contains(inTitle);
    }
  }

  public static List<Group> groups() {
    List<Group> all = new ArrayList<>(ErrorFaults.codes());
    all.addAll(
        List.of(
            new Group(Set.of("chunk", "stream", "terminal"), ErrorFaults.all()),
            new Group(Set.of("transport"), UpgradeFaults.all()),
            new Group(Set.of("handshake", "packet"), ConnectionFaults.all()),
            new Group(Set.of("stream", "packet", "request"), StreamFaults.all()),
            new Group(Set.of("chunk"), ChunkFaults.all()),
            new Group(Set.of("state", "mutate"), StateFaults.all()),
            new Group(Set.of("request", "mutate", "packet"), RequestFaults.all()),
            new Group(Set.of("terminal"), TerminalFaults.all()),
            new Group(Set.of("input"), InputFaults.all()),
            new Group(Set.of("history"), HistoryFaults.all()),
            new Group(
                Set.of("flow"),
                "Ping",
                List.of(drops("pongs-nothing", ServerFrame.Builder::hasPong))),
            new Group(Set.of("flow"), FlowFaults.all()),
            new Group(Set.of("host"), HostFaults.all()),
            new Group(Set.of("grant", "request", "state"), GrantFaults.all())));
    return all;
  }
}
