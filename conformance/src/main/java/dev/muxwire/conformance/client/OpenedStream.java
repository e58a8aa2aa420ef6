package dev.muxwire.conformance.client;

import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.proto.v1.CloseStream;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.conformance.proto.v1.Failed;

/** What the application opened with the library, and is told about until it ends. */
abstract class OpenedStream {
  final Told told;
  private final Client client;

  OpenedStream(Client client, Told told) {
    this.client = client;
    this.told = told;
  }

  /** What the application is told. */
  public final Told told() {
    return told;
  }

  final Told ask(DriverRequest.Builder request) {
    return client.ask(request.setStream(told.id()));
  }

  /** The end; whatever comes before is passed over. */
  public final Failed awaitEnd() {
    return told.awaitLater("Ended", DriverEvent::hasEnded).getEnded().getError();
  }

  public final Told close() {
    return ask(DriverRequest.newBuilder().setCloseStream(CloseStream.getDefaultInstance()));
  }
}
