package dev.muxwire.conformance.server;

import dev.muxwire.conformance.ConformanceCase;
import java.util.ArrayList;
import java.util.List;

/** All cases for servers, and the watchers that judge in each of them. */
public final class ServerSuite {
  /** The name of the suite in reports. */
  public static final String NAME = "server";

  private ServerSuite() {}

  public static List<ConformanceCase<ServerScene>> cases() {
    List<ConformanceCase<ServerScene>> all = new ArrayList<>();
    all.addAll(TransportCases.cases());
    all.addAll(HandshakeCases.cases());
    all.addAll(PacketCases.cases());
    all.addAll(StreamCases.cases());
    all.addAll(ChunkCases.cases());
    all.addAll(StateCases.cases());
    all.addAll(MutationCases.cases());
    all.addAll(RequestCases.cases());
    all.addAll(TerminalCases.cases());
    all.addAll(TerminalSettingCases.cases());
    all.addAll(InputCases.cases());
    all.addAll(HistoryCases.cases());
    all.addAll(FlowCases.cases());
    all.addAll(HostCases.cases());
    all.addAll(GrantCases.cases());
    return List.copyOf(all);
  }
}
