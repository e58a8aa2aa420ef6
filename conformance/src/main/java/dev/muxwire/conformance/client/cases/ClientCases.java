package dev.muxwire.conformance.client.cases;

import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.conformance.client.ClientScene;
import java.util.List;
import java.util.stream.Stream;

/** All cases for clients. */
public final class ClientCases {
  /** What a report calls the suite. */
  public static final String NAME = "client";

  private ClientCases() {}

  /** In the order in which a report tells them. */
  public static List<ConformanceCase<ClientScene>> all() {
    return Stream.of(
            HandshakeCases.all(),
            RefusalCases.all(),
            ReconnectCases.all(),
            LivenessCases.all(),
            PacketCases.all(),
            ChunkCases.all(),
            SentChunkCases.all(),
            StateCases.all(),
            StateResumeCases.all(),
            RequestCases.all(),
            TerminalCases.all(),
            TerminalResumeCases.all(),
            InputCases.all(),
            CreditCases.all(),
            ScrollbackCases.all(),
            SearchCases.all(),
            CompressionCases.all(),
            ErrorCases.all())
        .flatMap(List::stream)
        .toList();
  }
}
